using Accelerate.Native;
using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.BatchNorm;

/// <summary>When batch norms are synchronized, and what becomes of errors in between.</summary>
public sealed class AttachmentTests
{
    [Fact]
    public void Without_the_option_each_rank_normalizes_by_its_own_batch()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { BroadcastBuffers = false });
            var module = accelerator.Prepare(NormCase.Module(1));
            module.call(NormCase.Rows(group.Rank, 4, 1));
            var expected = NormCase.Module(1);
            expected.call(NormCase.Rows(group.Rank, 4, 1));
            Assert.Equal(NormCase.Running(expected), NormCase.Running(module));
        });
    }

    [Fact]
    public void Evaluation_and_frozen_modules_do_not_communicate()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var norm = nn.BatchNorm1d(NormCase.Features);
            var model = accelerator.Prepare(nn.Sequential(nn.Linear(4, NormCase.Features), norm));
            if (group.Rank == 0)
            {
                model.eval();
                model.call(ones(1, 4));
                model.train();
                norm.eval();
                model.call(ones(1, 4));
                norm.train();
            }
            model.call(ones(2, 4));
            Assert.Equal(1, norm.num_batches_tracked.item<long>());
        });
    }

    [Fact]
    public void Without_gradients_a_module_that_trains_still_takes_the_statistics_of_all()
    {
        var expected = NormCase.Module(1);
        expected.call(NormCase.Rows(0, 4, 1));
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            var rows = NormCase.Rows(0, 4, 1).narrow(0, 2 * group.Rank, 2);
            using (no_grad())
                Assert.False(module.call(rows).requires_grad);
            using (inference_mode())
                module.call(rows);
            Assert.Equal(2, module.num_batches_tracked.item<long>());
            module.reset_running_stats();
            using (no_grad())
                module.call(rows);
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(module), 1e-10);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Micro_batches_that_are_not_averaged_are_normalized_together_all_the_same(bool accumulates)
    {
        var rows = NormCase.Rows(0, 4, 1).requires_grad_();
        NormCase.Loss(NormCase.Module(1).call(rows), NormCase.Rows(1, 4, 1)).backward();
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized, steps: 2);
            var network = NormCase.Module(1);
            var (module, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0));
            var mine = NormCase.Rows(0, 4, 1).narrow(0, 2 * group.Rank, 2).clone().requires_grad_();
            var loss = NormCase.Loss(module.call(mine), NormCase.Rows(1, 4, 1).narrow(0, 2 * group.Rank, 2));
            using (accumulates ? accelerator.Accumulate(module) : accelerator.NoSync(module))
                accelerator.Backward(loss);
            NormCase.AreClose([.. NormCase.Doubles(rows.grad!.narrow(0, 2 * group.Rank, 2)).Select(gradient => accumulates ? gradient / 2 : gradient)], NormCase.Doubles(mine.grad), 1e-10);
        });
    }

    [Fact]
    public void Ranks_that_use_different_parameters_start_their_sums_in_different_orders()
    {
        var expected = Enumerable.Range(0, 4).Select(_ => new List<double>()).ToArray();
        for (var step = 0; step < 4; step++)
        {
            var layers = Layers();
            var (inputs, _) = Replicas.WholeBatch(2, step);
            var shared = layers[1].call(layers[0].call(inputs));
            var rows = Enumerable.Range(0, 2).Select(rank => shared.index_select(0, tensor(Enumerable.Range(0, 4).Select(i => (long)((2 * i) + rank)).ToArray()))).ToArray();
            (Head(layers, rows[0], 0) + Head(layers, rows[1], 1)).div(2).backward();
            expected[step].AddRange(layers.parameters().SelectMany(parameter => NormCase.Doubles(parameter.grad)));
        }
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var layers = accelerator.Prepare(Layers());
            for (var step = 0; step < 4; step++)
            {
                layers.zero_grad();
                accelerator.Backward(Head(layers, layers[1].call(layers[0].call(Replicas.Batch(group, step).Inputs)), group.Rank));
                NormCase.AreClose(expected[step], [.. layers.parameters().SelectMany(parameter => NormCase.Doubles(parameter.grad))], 2e-6);
            }
        });

        static ModuleList<nn.Module<Tensor, Tensor>> Layers()
        {
            var layers = new ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Linear(4, 4), nn.Linear(4, 4));
            Networks.Fill(layers, seed: 3);
            return layers;
        }

        // Rank 1 goes round a layer, whose bucket it starts at the end, after those before the batch norm; rank 0 before the batch norm.
        static Tensor Head(ModuleList<nn.Module<Tensor, Tensor>> layers, Tensor x, int rank) => layers[2].call(rank == 0 ? layers[3].call(x) : x).pow(2).mean();
    }

    [Fact]
    public void Running_statistics_need_no_broadcast_and_other_buffers_are_still_those_of_rank_0()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var model = nn.Sequential(nn.Linear(4, NormCase.Features), nn.BatchNorm1d(NormCase.Features));
            model.register_buffer("mask", zeros(2));
            accelerator.Prepare(model);
            model.get_buffer("mask").fill_(group.Rank + 1);
            accelerator.Backward(model.call(Replicas.Batch(group, 0).Inputs).sum());
            Assert.Equal([1f, 1f], Networks.Floats(model.get_buffer("mask")));
        });
    }

    [Fact]
    public void Hooks_come_off_with_the_accelerator()
    {
        Ranks.Run(2, group =>
        {
            var module = NormCase.Module(1);
            using (var accelerator = Replicas.Accelerator(group, NormCase.Synchronized))
                accelerator.Prepare(module);
            module.call(NormCase.Rows(group.Rank, 4, 1));
            var expected = NormCase.Module(1);
            expected.call(NormCase.Rows(group.Rank, 4, 1));
            Assert.Equal(NormCase.Running(expected), NormCase.Running(module));
        });
    }

    [Fact]
    public void With_one_rank_nothing_is_attached()
    {
        Ranks.Run(1, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            var rows = NormCase.Rows(0, 4, 1);
            module.register_forward_pre_hook((_, input) =>
            {
                Assert.Same(rows, input);
                return input;
            });
            module.call(rows);
        });
    }

    [Fact]
    public void Two_prepared_models_may_share_a_batch_norm()
    {
        var expected = NormCase.Module(1);
        expected.call(NormCase.Rows(0, 4, 1));
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var shared = NormCase.Module(1);
            accelerator.Prepare(shared);
            var model = accelerator.Prepare(nn.Sequential(shared));
            using (no_grad())
                model.call(NormCase.Rows(0, 4, 1).narrow(0, 2 * group.Rank, 2));
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(shared), 1e-10);
        });
    }

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
        Assert.Equal("AttachmentTests.cs", Path.GetFileName(error.CallSite.File));
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

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var model = accelerator.Prepare(nn.Sequential(nn.Linear(4, NormCase.Features), nn.BatchNorm1d(NormCase.Features)));
            Step();
            Step();
            group.Barrier();
            LiveTensors.Settle();
            group.Barrier();
            var before = Tensor.TotalCount;
            group.Barrier();
            for (var step = 0; step < 5; step++)
                Step();
            group.Barrier();
            Assert.Equal(before, Tensor.TotalCount);
            group.Barrier();

            void Step()
            {
                using var scope = NewDisposeScope();
                accelerator.Backward(model.call(Replicas.Batch(group, 0).Inputs).pow(2).sum());
            }
        });
    }
}
