namespace TorchSharp;

internal static class NormalDistribution
{
    /// <summary>The probability that a standard normal variable is at most <paramref name="x"/>.</summary>
    public static double Cumulative(double x)
    {
        using var scope = torch.NewDisposeScope();
        return (1 + torch.tensor(x / Math.Sqrt(2), torch.ScalarType.Float64).erf_().ToDouble()) / 2;
    }
}
