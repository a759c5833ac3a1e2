using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Core;

/// <summary>Counts live tensors of the whole process, so nothing else may run beside it.</summary>
[Collection(nameof(ProcessWide))]
public sealed class LifetimeTests
{
    private readonly long _before;

    // What other tests left to the collector would otherwise be freed in the middle of a count.
    public LifetimeTests()
    {
        Collect();
        _before = Tensor.TotalCount;
    }

    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = ones(2) + 1;
            Assert.True(Tensor.TotalCount > _before);
        }
        Assert.True(inside.IsInvalid);
        Assert.Equal(_before, Tensor.TotalCount);
    }

    [Fact]
    public void A_tensor_can_leave_its_scope_for_the_outer_one_or_for_good()
    {
        Tensor outer, free;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                outer = ones(1).MoveToOuterDisposeScope();
                free = ones(1).DetachFromDisposeScope();
            }
            Assert.False(outer.IsInvalid);
        }
        Assert.True(outer.IsInvalid);
        Assert.False(free.IsInvalid);
        free.Dispose();
    }

    [Fact]
    public void A_tensor_disposed_early_is_forgotten_by_its_scope()
    {
        using var scope = NewDisposeScope();
        var (first, second, third) = (ones(1), ones(1), ones(1));
        first.Dispose();
        first.Dispose();
        Assert.Equal(2, scope.DisposablesCount);
        Assert.Contains(second, scope.DisposablesView);
        Assert.Contains(third, scope.DisposablesView);
    }

    [Fact]
    public void A_scope_can_keep_some_of_what_it_owns()
    {
        using var scope = NewDisposeScope();
        var (kept, dropped) = (ones(1), ones(1));
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(dropped.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Several_tensors_can_be_moved_at_once()
    {
        using var outer = NewDisposeScope();
        using var inner = NewDisposeScope();
        var (first, second, third) = (ones(1), ones(1), ones(1));
        inner.MoveToOuter(first, second);
        Assert.True(outer.Contains(first) && outer.Contains(second) && inner.Contains(third));
        outer.MoveToOther(inner, new List<IDisposable> { first, second });
        Assert.Equal(3, inner.DisposablesCount);
        inner.Detach(first, second, third);
        Assert.Equal(0, inner.DisposablesCount);
        outer.Attach(first, second, third);
        outer.DisposeEverythingBut(first, second);
        Assert.True(third.IsInvalid);
        Assert.Equal(2, outer.DisposablesCount);
    }

    [Fact]
    public void Scopes_disposed_in_the_wrong_order_do_no_harm()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var late = ones(1);
        Assert.True(inner.Contains(late));
        inner.Dispose();
        Assert.True(late.IsInvalid);
        Assert.Null(CurrentDisposeScope);
        using var after = ones(1);
        Assert.False(after.IsInvalid);
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(1));
        thread.Start();
        thread.Join();
        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void Using_a_disposed_tensor_says_so_and_what_to_do()
    {
        var tensor = ones(1);
        tensor.Dispose();
        Assert.Contains("MoveToOuterDisposeScope", Assert.Throws<ObjectDisposedException>(() => tensor + 1).Message);
    }

    [Fact]
    public void Tensors_that_nobody_disposes_are_freed_when_they_are_collected()
    {
        Leak(1000);
        Collect();
        Assert.Equal(_before, Tensor.TotalCount);
    }

    [Fact]
    public void A_handle_given_away_is_the_callers()
    {
        var tensor = ones(3);
        var handle = tensor.DecoupleFromNativeHandle();
        Assert.True(tensor.IsInvalid);
        using var again = Tensor.UnsafeCreateTensor(handle);
        Assert.Equal(3, again.numel());
        Assert.Throws<ArgumentException>(() => Tensor.UnsafeCreateTensor(0));
    }

    [Fact]
    public void No_scope_owns_a_parameter()
    {
        Parameter parameter;
        using (NewDisposeScope())
            parameter = new Parameter(ones(2));
        Assert.False(parameter.IsInvalid);
        Assert.True(parameter.requires_grad);
        parameter.Dispose();
    }

    [Fact]
    public void As_many_tensors_live_after_a_thousand_training_steps_as_after_ten()
    {
        manual_seed(0);
        using var model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2));
        using var optimizer = optim.AdamW(model.parameters());
        using var input = randn(16, 4);
        using var target = randint(0, 2, [16], ScalarType.Int64);

        Train(10);
        var after10 = Tensor.TotalCount;
        Train(990);
        Assert.Equal(after10, Tensor.TotalCount);

        void Train(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                nn.functional.cross_entropy(model.call(input), target).backward();
                optimizer.step();
            }
        }
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak(int count)
    {
        for (var i = 0; i < count; i++)
            _ = ones(8);
    }
}
