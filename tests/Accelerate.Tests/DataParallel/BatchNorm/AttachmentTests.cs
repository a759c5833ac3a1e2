using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.BatchNorm;

/// <summary>Which forwards of which modules are synchronized, and what else they leave as it is.</summary>
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
