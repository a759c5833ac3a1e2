namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The p-norms of windows of the input.</summary>
            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var means = avg_pool1d(powers, kernel_size, stride, 0, ceil_mode);
                return RootOfSums(means, norm_type, kernel_size);
            }

            /// <inheritdoc cref="lp_pool1d"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, [kernel_size, kernel_size], stride is { } step ? [step, step] : null, ceil_mode);

            /// <inheritdoc cref="lp_pool1d"/>
            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using var powers = input.pow(norm_type);
                using var means = avg_pool2d(powers, kernel_size, stride, null, ceil_mode);
                return RootOfSums(means, norm_type, kernel_size.Length == 1 ? kernel_size[0] * kernel_size[0] : kernel_size[0] * kernel_size[1]);
            }

            /// <summary>Puts the values that <c>max_pool1d_with_indices</c> gave back where they came from, among zeros.</summary>
            public static Tensor max_unpool1d(Tensor input, Tensor indices, long kernel_size, long? stride = null, long? padding = null, long[]? output_size = null)
            {
                var size = UnpooledSize(input, [kernel_size], stride is { } step ? [step] : null, padding is { } margin ? [margin] : null, output_size);
                using var images = input.unsqueeze(-1);
                using var places = indices.unsqueeze(-1);
                using var unpooled = unpool2d(images, places, [size[0], 1]);
                return unpooled.squeeze(-1);
            }

            /// <inheritdoc cref="max_unpool1d"/>
            public static Tensor max_unpool2d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null) =>
                unpool2d(input, indices, UnpooledSize(input, Expand(kernel_size, 2), stride, padding, output_size));

            /// <inheritdoc cref="max_unpool1d"/>
            public static Tensor max_unpool3d(Tensor input, Tensor indices, long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? output_size = null)
            {
                var kernel = Expand(kernel_size, 3);
                return unpool3d(input, indices, UnpooledSize(input, kernel, stride, padding, output_size), Expand(stride ?? kernel, 3), Expand(padding ?? [0], 3));
            }

            private static Tensor RootOfSums(Tensor means, double p, long count)
            {
                using var signs = means.sign();
                using var magnitudes = means.abs();
                using var positive = relu(magnitudes);
                using var signed = signs.mul(positive);
                using var sums = signed.mul(count);
                return sums.pow(1 / p);
            }

            /// <summary>The spatial size before pooling: the one asked for, or the smallest that pools to the input.</summary>
            private static long[] UnpooledSize(Tensor input, long[] kernel, long[]? stride, long[]? padding, long[]? wanted)
            {
                var dimensions = kernel.Length;
                if (wanted is not null)
                {
                    return wanted.Length >= dimensions
                        ? wanted[^dimensions..]
                        : throw new ArgumentException($"The output size has {wanted.Length} dimensions; write the {dimensions} spatial ones, or all.", "output_size");
                }
                var steps = Expand(stride ?? kernel, dimensions);
                var margins = Expand(padding ?? [0], dimensions);
                var size = input.shape[^dimensions..];
                for (var i = 0; i < dimensions; i++)
                    size[i] = ((size[i] - 1) * steps[i]) + kernel[i] - (2 * margins[i]);
                return size;
            }
        }
    }
}
