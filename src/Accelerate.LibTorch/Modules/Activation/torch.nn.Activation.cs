using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.ReLU"/>
        public static ReLU ReLU(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.ReLU6"/>
        public static ReLU6 ReLU6(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.LeakyReLU"/>
        public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.PReLU"/>
        public static PReLU PReLU(long num_parameters, double init = 0.25, Device? device = null, ScalarType? dtype = null) =>
            new(num_parameters, init, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.ELU"/>
        public static ELU ELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.CELU"/>
        public static CELU CELU(double alpha = 1, bool inplace = false) => new(alpha, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.SELU"/>
        public static SELU SELU(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.GELU"/>
        public static GELU GELU() => new(Modules.GELU.Approximate.none, false);

        /// <inheritdoc cref="TorchSharp.Modules.GELU"/>
        public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.GELU"/>
        public static GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.SiLU"/>
        public static SiLU SiLU() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.SiLU"/>
        public static SiLU SiLU(bool inplace) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Mish"/>
        public static Mish Mish() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.Mish"/>
        public static Mish Mish(bool inplace) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Sigmoid"/>
        public static Sigmoid Sigmoid() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.Sigmoid"/>
        public static Sigmoid Sigmoid(bool inplace) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.LogSigmoid"/>
        public static LogSigmoid LogSigmoid() => new();

        /// <inheritdoc cref="TorchSharp.Modules.Hardsigmoid"/>
        public static Hardsigmoid Hardsigmoid(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Hardswish"/>
        public static Hardswish Hardswish(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Tanh"/>
        public static Tanh Tanh() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.Tanh"/>
        public static Tanh Tanh(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Hardtanh"/>
        public static Hardtanh Hardtanh(double min_val = -1, double max_val = 1, bool inplace = false) => new(min_val, max_val, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Tanhshrink"/>
        public static Tanhshrink Tanhshrink() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.Tanhshrink"/>
        public static Tanhshrink Tanhshrink(bool inplace = false) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Hardshrink"/>
        public static Hardshrink Hardshrink(double lambda = 0.5) => new(lambda);

        /// <inheritdoc cref="TorchSharp.Modules.Softshrink"/>
        public static Softshrink Softshrink(double lambda = 0.5) => new(lambda);

        /// <inheritdoc cref="TorchSharp.Modules.Softsign"/>
        public static Softsign Softsign() => new(false);

        /// <inheritdoc cref="TorchSharp.Modules.Softsign"/>
        public static Softsign Softsign(bool inplace) => new(inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Softplus"/>
        public static Softplus Softplus(double beta = 1, double threshold = 20) => new(beta, threshold);

        /// <inheritdoc cref="TorchSharp.Modules.Threshold"/>
        public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);

        /// <inheritdoc cref="TorchSharp.Modules.Softmax"/>
        public static Softmax Softmax(long dim) => new(dim);

        /// <inheritdoc cref="TorchSharp.Modules.LogSoftmax"/>
        public static LogSoftmax LogSoftmax(long dim) => new(dim);

        /// <inheritdoc cref="TorchSharp.Modules.Softmin"/>
        public static Softmin Softmin(long dim) => new(dim);

        /// <inheritdoc cref="TorchSharp.Modules.GLU"/>
        public static GLU GLU(long dim = -1) => new(dim);
    }
}
