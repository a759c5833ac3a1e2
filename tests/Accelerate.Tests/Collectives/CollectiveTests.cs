using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class CollectiveTests
{
    private readonly Accelerator _accelerator = new();

    [Fact]
    public void Gathering_in_one_process_gives_a_new_tensor_of_the_same_values_outside_the_graph()
    {
        using var values = tensor(new[] { 1f, 2f }, requires_grad: true);
        var gathered = _accelerator.Gather(values);
        Assert.NotSame(values, gathered);
        Assert.False(gathered.requires_grad);
        Assert.Equal([1f, 2f], Networks.Floats(gathered));
        gathered.Dispose();
        Assert.False(values.IsInvalid);
    }

    [Fact]
    public void A_single_number_gathers_to_one_row()
    {
        using var number = tensor(3f);
        Assert.Equal([1L], _accelerator.Gather(number).shape);
        Assert.Equal([1L], _accelerator.GatherForMetrics(number).shape);
    }

    [Fact]
    public void Two_tensors_gather_together()
    {
        var (first, second) = _accelerator.GatherForMetrics((tensor(new[] { 1f }), tensor(new[] { 2f, 3f })));
        Assert.Equal([1f], Networks.Floats(first));
        Assert.Equal([2f, 3f], Networks.Floats(second));
    }

    [Theory]
    [InlineData(ReduceOp.Sum)]
    [InlineData(ReduceOp.Mean)]
    public void Reducing_in_one_process_gives_the_tensor(ReduceOp operation)
    {
        using var number = tensor(3f);
        using var reduced = _accelerator.Reduce(number, operation);
        Assert.Empty(reduced.shape);
        Assert.Equal(3f, reduced.item<float>());
    }

    [Fact]
    public void An_unknown_operation_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("operation", () => _accelerator.Reduce(tensor(1f), (ReduceOp)9));

    [Fact]
    public void A_mean_without_fractions_is_refused_in_one_process_too() =>
        Assert.Contains("ScalarType.Float32", Assert.Throws<ArgumentException>("operation", () => _accelerator.Reduce(tensor(1L), ReduceOp.Mean)).Message);

    [Fact]
    public void Print_writes_a_line()
    {
        var output = Console.Out;
        using var written = new StringWriter();
        Console.SetOut(written);
        try
        {
            _accelerator.Print("epoch 1");
        }
        finally
        {
            Console.SetOut(output);
        }
        Assert.Equal($"epoch 1{Environment.NewLine}", written.ToString());
    }
}
