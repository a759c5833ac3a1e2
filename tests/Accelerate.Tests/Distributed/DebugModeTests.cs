using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>Debug mode finds ranks that do different things before these wait for each other, or worse.</summary>
public sealed class DebugModeTests
{
    private static readonly ProcessGroupOptions Debug = new() { Debug = true, Timeout = TimeSpan.FromSeconds(20), JoinTimeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public void Ranks_that_call_different_collectives_are_told_who_and_where() => Ranks.Run(3, group =>
    {
        using var values = ones(2, 3);
        group.Barrier();
        var failure = Assert.Throws<CollectiveMismatchException>(() =>
        {
            if (group.Rank == 1)
                group.Broadcast(values, 2, "Other.cs", 7);
            else
                group.AllReduce(values, ReduceOp.Mean, "Train.cs", 34);
        });
        Assert.Equal([1], failure.Ranks);
        Assert.Equal(2, failure.SequenceNumber);
        Assert.Contains("rank 1 diverges from ranks 0, 2", failure.Message);
        Assert.Contains("rank 0: all-reduce (Mean) of Float32[2, 3] at Train.cs:34", failure.Message);
        Assert.Contains("rank 1: broadcast from rank 2 of Float32[2, 3] at Other.cs:7", failure.Message);
        Assert.Contains("diverge", Assert.Throws<CollectiveException>(() => group.Barrier()).Message);
    }, Debug);

    [Theory]
    [InlineData("shape")]
    [InlineData("type")]
    [InlineData("operation")]
    [InlineData("call")]
    public void The_same_collective_with_something_else_is_found(string difference) => Ranks.Run(3, group =>
    {
        using var scope = NewDisposeScope();
        var odd = group.Rank == 2;
        var failure = Assert.Throws<CollectiveMismatchException>(() =>
        {
            switch (difference)
            {
                case "shape":
                    group.AllGather(odd ? ones(4) : ones(5));
                    break;
                case "type":
                    group.AllReduce(odd ? ones(4).to_type(ScalarType.Float64) : ones(4));
                    break;
                case "operation":
                    group.AllReduce(ones(4), odd ? ReduceOp.Maximum : ReduceOp.Sum);
                    break;
                default:
                    if (odd)
                        group.Barrier();
                    else
                        group.AllReduce(ones(4));
                    break;
            }
        });
        Assert.Equal([2], failure.Ranks);
    }, Debug);

    [Fact]
    public void Ranks_that_agree_are_left_alone() => Ranks.Run(3, group =>
    {
        using var scope = NewDisposeScope();
        var values = ones(6, 2);
        // From different lines, and with uneven rows, which may differ.
        if (group.Rank == 0)
            group.AllReduce(values);
        else
            group.AllReduce(values);
        Assert.Equal(3f, values[0, 0].item<float>());
        var rows = group.AllToAll(ones(3 * group.Rank, 2), [group.Rank, group.Rank, group.Rank], [0, 1, 2]);
        Assert.Equal([3L, 2L], rows.shape);
        group.Barrier();
    }, Debug);

    [Fact]
    public void The_environment_turns_it_on()
    {
        Environment.SetEnvironmentVariable("ACCELERATE_DEBUG_MODE", "true");
        try
        {
            Assert.Equal([true, true], Ranks.Run(2, group => group.IsDebug));
            Assert.Equal([false], Ranks.Run(1, group => group.IsDebug, new() { Debug = false }));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ACCELERATE_DEBUG_MODE", null);
        }
    }
}
