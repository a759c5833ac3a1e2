using static TorchSharp.torch;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>Inputs and what is to be computed from them, a row each.</summary>
[Batch]
public readonly partial record struct Examples(Tensor Inputs, Tensor Targets, Tensor? Weights = null, string Origin = "")
{
    /// <summary>Some batches, the same at every call.</summary>
    public static List<Examples> Make(int batches, int rows)
    {
        using var generator = new Generator(5);
        List<Examples> made = [];
        for (var i = 0; i < batches; i++)
        {
            var inputs = randn(rows, 3, generator: generator);
            made.Add(new(inputs, inputs.sum(1, keepdim: true)));
        }
        return made;
    }
}
