using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class InheritanceTests
{
    [Fact]
    public void Roles_of_base_classes_count_and_a_program_may_build_on_another()
    {
        using var accelerator = new Accelerator();
        var squares = new Programs.Programs.Squares();
        var first = squares.Train(accelerator, TestContext.Current.CancellationToken);
        Assert.Single(first.Epochs);
        Assert.Equal(4, squares.Losses.Count);

        var more = new Programs.Programs.MoreSquares { LearningRate = 0.1 };
        var second = more.Train(accelerator, TestContext.Current.CancellationToken);
        Assert.Equal(3, second.Epochs.Count);
        Assert.Equal(squares.Losses[0], more.Losses[0]);
        Assert.NotEqual(squares.Losses[3], more.Losses[3]);
        Assert.True(more.Losses[^1] < more.Losses[0] / 2, $"The loss went from {more.Losses[0]} to {more.Losses[^1]}.");
    }
}
