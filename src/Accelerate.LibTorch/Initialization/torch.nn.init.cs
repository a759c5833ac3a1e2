using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// Fills tensors with starting values, outside autograd, and returns them. Random ones come from libtorch's default
        /// generator unless another is given, in the order in which PyTorch draws them.
        /// </summary>
        public static partial class init
        {
            /// <summary>Which side of a layer keeps its variance: the activations' (fan-in) or the gradients' (fan-out).</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>What follows a layer, as far as it matters for the size of its weights.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            /// <summary>The factor by which the standard deviation of weights makes up for a nonlinearity, as PyTorch's documentation lists it.</summary>
            /// <param name="param">The negative slope of a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>The number of inputs that an output is made of, and of outputs that an input goes into.</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"Fan-in and fan-out need a tensor of two or more dimensions, not one of shape [{string.Join(", ", shape)}].", nameof(tensor));
                var receptiveField = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * receptiveField, shape[0] * receptiveField);
            }

            /// <summary>Uniform between two bounds.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var noGrad = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            /// <summary>Normal with a mean and standard deviation.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var noGrad = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            /// <summary>Normal, with what falls outside of [a, b] drawn anew.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                using var noGrad = no_grad();
                // The inverse of the distribution function of a uniform variable between the two bounds' values.
                var lower = 2 * NormalDistribution.Cumulative((a - mean) / std) - 1;
                var upper = 2 * NormalDistribution.Cumulative((b - mean) / std) - 1;
                return tensor.uniform_(lower, upper, generator).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_((Scalar)a, (Scalar)b);
            }

            /// <summary>One value everywhere.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var noGrad = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);

            /// <summary>Uniform, by the sum of fan-in and fan-out (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal, by the sum of fan-in and fan-out (Glorot and Bengio, 2010).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <inheritdoc cref="xavier_uniform_"/>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <inheritdoc cref="xavier_normal_"/>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>Uniform, by fan-in or fan-out (He et al., 2015).</summary>
            /// <param name="a">The negative slope of the leaky ReLU that follows.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                if (tensor.numel() == 0)
                    return tensor;
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Normal, by fan-in or fan-out (He et al., 2015).</summary>
            /// <param name="a">The negative slope of the leaky ReLU that follows.</param>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                tensor.numel() == 0 ? tensor : normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }
        }
    }
}
