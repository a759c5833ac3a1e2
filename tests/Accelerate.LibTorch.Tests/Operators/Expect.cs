using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

/// <summary>Compares the elements of a tensor of any type, in row-major order, with numbers.</summary>
internal static class Expect
{
    public static void Elements(Tensor actual, params double[] expected)
    {
        using var scope = NewDisposeScope();
        var elements = actual.detach().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        Assert.Equal(expected.Length, elements.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                elements[i].Equals(expected[i]) || Math.Abs(elements[i] - expected[i]) <= 1e-5 * Math.Max(1, Math.Abs(expected[i])),
                $"Element {i} is {elements[i]}, expected {expected[i]}. All: {string.Join(", ", elements)}");
        }
    }

    public static void Shape(Tensor actual, params long[] expected) => Assert.Equal(expected, actual.shape);
}
