using Accelerate.Native;
using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.BatchNorm;

/// <summary>What becomes of errors in and around synchronized batch norms.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hook_that_throws_leaves_the_module_as_it_is(bool before)
    {
        var expected = NormCase.Module(1);
        expected.call(NormCase.Rows(0, 4, 1));
        if (!before)
            expected.call(NormCase.Rows(0, 4, 1));
        Ranks.Run(2, group =>
        {
            var module = NormCase.Module(1);
            var throws = true;
            if (!before)
                module.register_forward_hook((_, _, result) => throws ? throw new FormatException() : result);
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            accelerator.Prepare(module);
            if (before)
                module.register_forward_pre_hook((_, input) => throws ? throw new FormatException() : input);
            var rows = NormCase.Rows(0, 4, 1).narrow(0, 2 * group.Rank, 2);
            Assert.Throws<FormatException>(() => module.call(rows));
            Assert.True(module.training);
            throws = false;
            module.call(rows);
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(module), 1e-6);
        });
    }

    [Fact]
    public void A_hook_that_changes_the_input_behind_the_synchronization_is_an_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            module.register_forward_pre_hook((_, input) => input * 2);
            Assert.Contains("before Prepare", Assert.Throws<InvalidOperationException>(() => module.call(NormCase.Rows(0, 4, 1))).Message);
        });
    }

    [Fact]
    public void An_input_that_does_not_fit_is_the_modules_own_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(2));
            Assert.Contains("[4, 3]", Assert.Throws<ArgumentException>(() => module.call(NormCase.Rows(0, 4, 1))).Message);
        });
    }

    [Fact]
    public void A_rank_that_is_lost_ends_the_backward_of_the_others()
    {
        Exception? seen = null;
        Assert.Throws<FormatException>(() => Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var model = accelerator.Prepare(nn.Sequential(nn.Linear(4, NormCase.Features), nn.BatchNorm1d(NormCase.Features)));
            var output = model.call(Replicas.Batch(group, 0).Inputs);
            if (group.Rank == 1)
            {
                GradientHooks.Register(output.Handle, _ => throw new FormatException("a bad gradient"));
                accelerator.Backward(output.pow(2).sum());
            }
            seen = Record.Exception(() => accelerator.Backward(output.pow(2).sum()));
        }));
        var error = Assert.IsType<PeerLostException>(seen);
        Assert.Equal("batch sums of 1", error.Collective);
        Assert.Equal("ErrorTests.cs", Path.GetFileName(error.CallSite.File));
        Assert.Equal([1], error.Ranks);
    }

    [Fact]
    public void A_rank_that_is_lost_ends_the_forward_of_the_others()
    {
        Exception? seen = null;
        Assert.Throws<FormatException>(() => Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            if (group.Rank == 1)
                throw new FormatException("a bad sample");
            seen = Record.Exception(() => module.call(NormCase.Rows(0, 4, 1)));
        }));
        Assert.Contains("batch statistics", Assert.IsType<PeerLostException>(seen).Message);
    }

    [Fact]
    public void Debug_mode_names_ranks_in_different_modules()
    {
        var seen = new Exception?[2];
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var model = accelerator.Prepare(new ModuleList<NormBase>(NormCase.Module(1), NormCase.Module(1)));
            seen[group.Rank] = Record.Exception(() => model[group.Rank].call(NormCase.Rows(0, 4, 1)));
        }, new() { Debug = true });
        Assert.All(seen, error => Assert.Contains("rank 1: batch statistics of 1", Assert.IsType<CollectiveMismatchException>(error).Message));
    }

    [Fact]
    public void A_second_derivative_is_an_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            var rows = NormCase.Rows(0, 4, 1).requires_grad_();
            var loss = module.call(rows).pow(2).sum();
            Assert.Contains("second derivative", Assert.Throws<NotSupportedException>(() => autograd.grad([loss], [rows], create_graph: true)).Message);
        });
    }

    [Fact]
    public void Uneven_inputs_cannot_be_joined()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            accelerator.Prepare(NormCase.Module(1));
            Assert.Contains("set SyncBatchNorm to false", Assert.Throws<InvalidOperationException>(() => accelerator.JoinUnevenInputs()).Message);
        });
    }

    [Fact]
    public void Ranks_of_different_options_are_told_so()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, group.Rank == 0 ? NormCase.Synchronized : new());
            var error = Assert.Throws<InvalidOperationException>(() => accelerator.Prepare(nn.Sequential(nn.BatchNorm1d(2))));
            Assert.Contains("Rank 1 lacks a synchronized batch norm 0", error.Message);
        });
    }
}
