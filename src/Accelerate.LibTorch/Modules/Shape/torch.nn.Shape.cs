using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.Flatten"/>
        public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

        /// <inheritdoc cref="TorchSharp.Modules.Unflatten"/>
        public static Unflatten Unflatten(long dim, long[] unflattened_size) => new(dim, unflattened_size);

        /// <inheritdoc cref="TorchSharp.Modules.Identity"/>
        public static Identity Identity() => new();

        /// <inheritdoc cref="TorchSharp.Modules.PixelShuffle"/>
        public static PixelShuffle PixelShuffle(long upscale_factor) => new(upscale_factor);

        /// <inheritdoc cref="TorchSharp.Modules.PixelUnshuffle"/>
        public static PixelUnshuffle PixelUnshuffle(long downscale_factor) => new(downscale_factor);
    }
}
