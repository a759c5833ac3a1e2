using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>PyTorch's start for linear layers and convolutions, in PyTorch's order of draws: first the weight, then the bias.</summary>
internal static class FanInUniform
{
    public static void Fill(Parameter weight, Parameter? bias)
    {
        nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        if (bias is null)
            return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        nn.init.uniform_(bias, -bound, bound);
    }
}
