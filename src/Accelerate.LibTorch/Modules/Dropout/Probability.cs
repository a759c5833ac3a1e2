namespace TorchSharp.Modules;

internal static class Probability
{
    public static void Check(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "The probability of dropping an element lies between 0 and 1.");
    }
}
