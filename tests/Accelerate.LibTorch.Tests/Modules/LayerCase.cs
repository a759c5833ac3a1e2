using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>A layer, the shape of a wave to feed it with, and what PyTorch returned for it after <c>torch.manual_seed(42)</c>.</summary>
internal sealed record LayerCase(Func<Module<Tensor, Tensor>> Make, long[] Input, long[] Output, float[] First, double Sum)
{
    public void Check(double amplitude)
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        using var layer = Make();
        var result = layer.call(Values.Wave(Input, amplitude));
        Assert.Equal(Output, result.shape);
        Values.AssertClose(First, Sum, result);
    }
}
