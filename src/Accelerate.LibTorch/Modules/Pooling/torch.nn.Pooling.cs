using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.MaxPool1d"/>
        public static MaxPool1d MaxPool1d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool2d"/>
        public static MaxPool2d MaxPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
            bool ceil_mode = false) =>
            new(Sizes.Of(kernel_size), Sizes.Of(stride), Sizes.Of(padding), Sizes.Of(dilation), ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool2d"/>
        public static MaxPool2d MaxPool2d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(Sizes.Repeat(kernel_size, 2), Sizes.Of(stride, 2), Sizes.Of(padding, 2), Sizes.Of(dilation, 2), ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool2d"/>
        public static MaxPool2d MaxPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool3d"/>
        public static MaxPool3d MaxPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null,
            (long, long, long)? dilation = null, bool ceil_mode = false) =>
            new(Sizes.Of(kernel_size), Sizes.Of(stride), Sizes.Of(padding), Sizes.Of(dilation), ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool3d"/>
        public static MaxPool3d MaxPool3d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(Sizes.Repeat(kernel_size, 3), Sizes.Of(stride, 3), Sizes.Of(padding, 3), Sizes.Of(dilation, 3), ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.MaxPool3d"/>
        public static MaxPool3d MaxPool3d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool1d"/>
        public static AvgPool1d AvgPool1d(
            long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool2d"/>
        public static AvgPool2d AvgPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new(Sizes.Of(kernel_size), Sizes.Of(stride), Sizes.Of(padding), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool2d"/>
        public static AvgPool2d AvgPool2d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(Sizes.Repeat(kernel_size, 2), Sizes.Of(stride, 2), Sizes.Of(padding, 2), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool2d"/>
        public static AvgPool2d AvgPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool3d"/>
        public static AvgPool3d AvgPool3d(
            (long, long, long) kernel_size, (long, long, long)? stride = null, (long, long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new(Sizes.Of(kernel_size), Sizes.Of(stride), Sizes.Of(padding), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool3d"/>
        public static AvgPool3d AvgPool3d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(Sizes.Repeat(kernel_size, 3), Sizes.Of(stride, 3), Sizes.Of(padding, 3), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AvgPool3d"/>
        public static AvgPool3d AvgPool3d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool1d"/>
        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool2d"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Sizes.Of(output_size));

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool2d"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Sizes.Repeat(output_size, 2));

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool2d"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool3d"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d((long, long, long) output_size) => new(Sizes.Of(output_size));

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool3d"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long output_size) => new(Sizes.Repeat(output_size, 3));

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveAvgPool3d"/>
        public static AdaptiveAvgPool3d AdaptiveAvgPool3d(long[] output_size) => new(output_size);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveMaxPool1d"/>
        public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveMaxPool2d"/>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);

        /// <inheritdoc cref="TorchSharp.Modules.AdaptiveMaxPool3d"/>
        public static AdaptiveMaxPool3d AdaptiveMaxPool3d(long[] output_size) => new(output_size);
    }
}
