namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Pads both ends of the last dimension by the same number of elements.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, (pad, pad), mode, value);

            /// <summary>Resizes the spatial dimensions of a batch (N, C, …), to a size or by factors.</summary>
            /// <param name="x">A batch with one, two or three spatial dimensions.</param>
            /// <param name="size">The spatial size; one number for all dimensions.</param>
            /// <param name="scale_factor">The factors; one for all dimensions.</param>
            /// <param name="mode">The method. Linear is for one spatial dimension, Bilinear and Bicubic for two, Trilinear for three.</param>
            /// <param name="align_corners">Whether the corners of input and output coincide; for the linear and cubic methods.</param>
            /// <param name="recompute_scale_factor">Whether to round the size first and take the factors from it.</param>
            /// <param name="antialias">Whether to smooth when shrinking; for Bilinear and Bicubic.</param>
            /// <exception cref="ArgumentException">The arguments contradict each other or the shape of the input.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                var dimensions = (int)x.dim() - 2;
                if (dimensions is < 1 or > 3)
                    throw new ArgumentException($"interpolate takes (batch, channels, …) with one to three spatial dimensions, but got {x.dim()} dimensions in all.", nameof(x));
                if (size is null == scale_factor is null)
                    throw new ArgumentException("Give either a size or scale factors.", nameof(size));
                if (recompute_scale_factor && size is not null)
                    throw new ArgumentException("With a size there is no scale factor to recompute.", nameof(recompute_scale_factor));
                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area)
                    throw new ArgumentException($"align_corners means nothing to {mode}: leave it out.", nameof(align_corners));
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"There is no antialiasing for {mode}: only Bilinear and Bicubic have it.", nameof(antialias));

                var wanted = size is null ? null : Expand(size, dimensions);
                var factors = scale_factor is null ? null : Expand(scale_factor, dimensions);
                if (factors is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                    (wanted, factors) = (ScaledSize(x, factors), null);
                var corners = align_corners ?? false;
                return (mode, dimensions) switch
                {
                    (InterpolationMode.Nearest, 1) => nearest1d(x, wanted, factors),
                    (InterpolationMode.Nearest, 2) => upsample_nearest2d(x, wanted, factors),
                    (InterpolationMode.Nearest, 3) => upsample_nearest3d(x, wanted, factors),
                    (InterpolationMode.NearestExact, 1) => nearest_exact1d(x, wanted, factors),
                    (InterpolationMode.NearestExact, 2) => nearest_exact2d(x, wanted, factors),
                    (InterpolationMode.NearestExact, 3) => nearest_exact3d(x, wanted, factors),
                    (InterpolationMode.Area, 1) => adaptive_avg_pool1d(x, wanted![0]),
                    (InterpolationMode.Area, 2) => adaptive_avg_pool2d(x, wanted!),
                    (InterpolationMode.Area, 3) => adaptive_avg_pool3d(x, wanted!),
                    (InterpolationMode.Linear, 1) => linear1d(x, wanted, corners, factors),
                    (InterpolationMode.Bilinear, 2) => bilinear2d(x, wanted, corners, factors, antialias),
                    (InterpolationMode.Bicubic, 2) => bicubic2d(x, wanted, corners, factors, antialias),
                    (InterpolationMode.Trilinear, 3) => trilinear3d(x, wanted, corners, factors),
                    _ => throw new ArgumentException($"{mode} is not for {dimensions} spatial dimensions: use Linear for one, Bilinear or Bicubic for two, Trilinear for three.", nameof(mode)),
                };
            }

            /// <inheritdoc cref="interpolate"/>
            public static Tensor upsample(Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);

            /// <inheritdoc cref="interpolate"/>
            public static Tensor upsample_nearest(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Nearest, align_corners ? true : null);

            /// <inheritdoc cref="interpolate"/>
            public static Tensor upsample_bilinear(Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                interpolate(x, size, scale_factor, InterpolationMode.Bilinear, align_corners);

            private static long[] ScaledSize(Tensor input, double[] factors)
            {
                var size = input.shape[2..];
                for (var i = 0; i < size.Length; i++)
                    size[i] = (long)Math.Floor(size[i] * factors[i]);
                return size;
            }

            private static T[] Expand<T>(T[] items, int count)
            {
                if (items.Length == count)
                    return items;
                if (items.Length != 1)
                    throw new ArgumentException($"Expected {count} numbers, or one for all dimensions, but got {items.Length}.");
                var all = new T[count];
                Array.Fill(all, items[0]);
                return all;
            }
        }
    }
}
