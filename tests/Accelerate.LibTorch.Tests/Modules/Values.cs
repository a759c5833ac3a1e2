using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>Inputs made the same way here and in the Python that computed the expected numbers, and comparison with those.</summary>
internal static class Values
{
    /// <summary><c>(torch.arange(n, dtype=torch.float32) * 0.7 + phase).sin().mul(amplitude).reshape(shape)</c></summary>
    public static Tensor Wave(long[] shape, double amplitude = 1, double phase = 0)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return arange(count, ScalarType.Float32).mul(0.7).add(phase).sin().mul(amplitude).reshape(shape).MoveToOuterDisposeScope();
    }

    public static float[] Of(Tensor tensor)
    {
        using var contiguous = tensor.detach().contiguous();
        return contiguous.data<float>().ToArray();
    }

    public static double Sum(Tensor tensor) => Of(tensor).Sum(value => (double)value);

    /// <summary>The first elements are the expected ones and all add up to the expected sum, to float accuracy.</summary>
    public static void AssertClose(float[] first, double sum, Tensor actual)
    {
        var values = Of(actual);
        Assert.True(values.Length >= first.Length, $"Expected at least {first.Length} elements, found {values.Length}.");
        AssertClose(first, values[..first.Length]);
        Assert.Equal(sum, values.Sum(value => (double)value), 2e-5 * Math.Max(1, values.Sum(value => Math.Abs((double)value))));
    }

    public static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= 2e-6 + 1e-5 * Math.Abs(expected[i]),
                $"Element {i}: expected {expected[i]}, found {actual[i]}; all: {string.Join(", ", actual)}.");
    }
}
