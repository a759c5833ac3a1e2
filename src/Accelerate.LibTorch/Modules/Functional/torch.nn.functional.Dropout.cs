namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Zeroes whole channels of (N, C, L) or (C, L) with a probability, and scales the others.</summary>
            /// <exception cref="ArgumentException">The input has other dimensions.</exception>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (input.dim() is not (2 or 3))
                    throw new ArgumentException($"dropout1d takes input of shape (N, C, L) or (C, L), not [{string.Join(", ", input.shape)}].", nameof(input));
                if (input.dim() == 3)
                    return dropout2d(input, p, training, inplace);
                using var batch = input.unsqueeze(0);
                using var result = dropout2d(batch, p, training, inplace);
                return inplace ? input : result.squeeze(0);
            }
        }
    }
}
