namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The activation function of a simple recurrent network.</summary>
        public enum NonLinearities
        {
            ReLU = 0,
            Tanh = 1,
        }
    }
}
