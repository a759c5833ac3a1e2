using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Optimization;

/// <summary>The step of Adam that passes over memory once, and what it leaves to libtorch's operators.</summary>
public sealed class AdamStepTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string, bool, bool> Layouts => new()
    {
        { "transposed", false, false },
        { "transposed", true, true },
        { "strided", false, true },
        { "channels last gradient", true, false },
        { "bfloat16", true, true },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void It_does_the_same_however_the_tensors_lie_in_memory(string layout, bool amsgrad, bool maximize)
    {
        var generator = new Generator(1);
        var start = rand([4, 3, 5, 2], generator: generator);
        var gradients = Enumerable.Range(0, 4).Select(_ => randn([4, 3, 5, 2], generator: generator)).ToArray();
        var plain = new Parameter(start.clone());
        var other = new Parameter(layout switch
        {
            "transposed" => start.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
            "strided" => Strided(start),
            "bfloat16" => start.bfloat16(),
            _ => start.clone(),
        });
        using var optimizer = new AdamW([plain, other], 0.05, weight_decay: 0.1, amsgrad: amsgrad, maximize: maximize);
        foreach (var gradient in gradients)
        {
            plain.grad = gradient.clone();
            other.grad = layout switch
            {
                "bfloat16" => gradient.bfloat16(),
                "channels last gradient" or "transposed" => gradient.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2),
                _ => gradient.clone(),
            };
            optimizer.step();
        }

        var tolerance = layout == "bfloat16" ? 0.02 : 1e-6;
        Assert.True(plain.allclose(other.@float(), tolerance, tolerance), $"The parameters differ by {(plain - other).abs().max().ToSingle()}.");
        Assert.False(plain.allclose(start, 1e-3, 1e-3));
    }

    [Fact]
    public void Threads_share_a_large_parameter()
    {
        const int size = 200_001;
        var start = rand(size, generator: new Generator(2));
        var gradient = randn(size, generator: new Generator(3));
        var threads = get_num_threads();
        try
        {
            Assert.True(Step(1).Equals(Step(3)));
        }
        finally
        {
            set_num_threads(threads);
        }

        Tensor Step(int count)
        {
            set_num_threads(count);
            var parameter = new Parameter(start.clone()) { grad = gradient };
            using var optimizer = new Adam([parameter], 0.1);
            optimizer.step();
            optimizer.step();
            return parameter;
        }
    }

    [Fact]
    public void Backward_notices_that_a_parameter_was_stepped_in_between()
    {
        var parameter = new Parameter(ones(3)) { grad = ones(3) };
        using var optimizer = new Adam([parameter], 0.1);
        var loss = (parameter * parameter).sum();
        optimizer.step();

        var error = Assert.ThrowsAny<TorchException>(() => loss.backward());
        Assert.Contains("modified by an inplace operation", error.Message);
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        var parameter = new Parameter(ones(3)) { grad = tensor(new[] { float.NaN, 1, 1 }) };
        using var optimizer = new Adam([parameter], 0.1, amsgrad: true);
        optimizer.step();
        parameter.grad = ones(3);
        optimizer.step();

        Assert.Equal([true, false, false], parameter.isnan().data<bool>().ToArray());
    }

    // The values of a tensor, every second element of another.
    private static Tensor Strided(Tensor values)
    {
        var wide = zeros([.. values.shape[..^1], 2 * values.shape[^1]]);
        var part = wide.as_strided(values.shape, [.. wide.stride()[..^1], 2]);
        return part.copy_(values);
    }
}
