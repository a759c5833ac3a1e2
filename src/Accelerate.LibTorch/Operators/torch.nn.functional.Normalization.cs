namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Divides by the p-norm along a dimension, or by <paramref name="eps"/> where the norm is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = input.norm_along(p, dim);
                using var divisor = norm.clamp_min(eps);
                return input.div(divisor);
            }

            /// <summary>
            /// Divides each element by <c>(k + alpha * m)^beta</c>, m being the mean of the squares in the <paramref name="size"/>
            /// channels around it (Krizhevsky et al. 2012).
            /// </summary>
            /// <exception cref="ArgumentException">The input has fewer than three dimensions.</exception>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                if (input.dim() < 3)
                    throw new ArgumentException($"local_response_norm takes (batch, channels, …) with three dimensions or more, but got {input.dim()}.", nameof(input));
                using var scope = NewDisposeScope();
                var squares = input.mul(input).unsqueeze(1).flatten(3);
                var padded = functional.pad(squares, [0, 0, size / 2, (size - 1) / 2]);
                var means = avg_pool2d(padded, [size, 1], [1, 1]).reshape(input.shape);
                var divisor = means.mul(alpha).add(k).pow(beta);
                return input.div(divisor).MoveToOuterDisposeScope();
            }
        }
    }
}
