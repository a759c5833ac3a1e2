using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.Linear"/>
        public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

        /// <inheritdoc cref="TorchSharp.Modules.Linear"/>
        public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(inputSize, outputSize, hasBias, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.Bilinear"/>
        public static Bilinear Bilinear(
            long in1_features, long in2_features, long out_features, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
            new(in1_features, in2_features, out_features, hasBias, device, dtype);
    }
}
