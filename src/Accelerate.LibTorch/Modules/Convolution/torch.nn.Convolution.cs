using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.Conv1d"/>
        public static Conv1d Conv1d(
            long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(0, 1), padding,
                Sizes.Repeat(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv1d"/>
        public static Conv1d Conv1d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(padding, 1), null,
                Sizes.Repeat(dilation, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv2d"/>
        public static Conv2d Conv2d(
            long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), null, Sizes.Of(dilation, 1), groups,
                bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv2d"/>
        public static Conv2d Conv2d(
            long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null,
            (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Repeat(0, 2), padding, Sizes.Of(dilation, 1),
                groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv2d"/>
        public static Conv2d Conv2d(
            long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(0, 2), padding,
                Sizes.Repeat(dilation, 2), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv2d"/>
        public static Conv2d Conv2d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2), null,
                Sizes.Repeat(dilation, 2), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv3d"/>
        public static Conv3d Conv3d(
            long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null,
            (long, long, long)? padding = null, (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros,
            long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), null, Sizes.Of(dilation, 1), groups,
                bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv3d"/>
        public static Conv3d Conv3d(
            long in_channels, long out_channels, (long, long, long) kernel_size, Padding padding, (long, long, long)? stride = null,
            (long, long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Repeat(0, 3), padding, Sizes.Of(dilation, 1),
                groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv3d"/>
        public static Conv3d Conv3d(
            long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(0, 3), padding,
                Sizes.Repeat(dilation, 3), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Conv3d"/>
        public static Conv3d Conv3d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3), null,
                Sizes.Repeat(dilation, 3), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ConvTranspose1d"/>
        public static ConvTranspose1d ConvTranspose1d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 1), Sizes.Repeat(stride, 1), Sizes.Repeat(padding, 1),
                Sizes.Repeat(dilation, 1), Sizes.Repeat(output_padding, 1), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ConvTranspose2d"/>
        public static ConvTranspose2d ConvTranspose2d(
            long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
            (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros,
            long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), Sizes.Of(dilation, 1),
                Sizes.Of(output_padding, 0), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ConvTranspose2d"/>
        public static ConvTranspose2d ConvTranspose2d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 2), Sizes.Repeat(stride, 2), Sizes.Repeat(padding, 2),
                Sizes.Repeat(dilation, 2), Sizes.Repeat(output_padding, 2), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ConvTranspose3d"/>
        public static ConvTranspose3d ConvTranspose3d(
            long in_channels, long out_channels, (long, long, long) kernel_size, (long, long, long)? stride = null,
            (long, long, long)? padding = null, (long, long, long)? output_padding = null, (long, long, long)? dilation = null,
            PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Of(kernel_size), Sizes.Of(stride, 1), Sizes.Of(padding, 0), Sizes.Of(dilation, 1),
                Sizes.Of(output_padding, 0), groups, bias, padding_mode, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ConvTranspose3d"/>
        public static ConvTranspose3d ConvTranspose3d(
            long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0,
            long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(
                in_channels, out_channels, Sizes.Repeat(kernel_size, 3), Sizes.Repeat(stride, 3), Sizes.Repeat(padding, 3),
                Sizes.Repeat(dilation, 3), Sizes.Repeat(output_padding, 3), groups, bias, padding_mode, device, dtype);
    }
}
