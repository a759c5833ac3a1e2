using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

public sealed class GradientTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Ranks_train_as_one_process_does_with_all_their_batches(int ranks)
    {
        var expected = Networks.Perceptron();
        var plain = optim.SGD(expected.parameters(), 0.1, momentum: 0.9);
        for (var step = 0; step < 5; step++)
        {
            plain.zero_grad();
            Replicas.Loss(expected, Replicas.WholeBatch(ranks, step)).backward();
            plain.step();
        }
        var weights = Ranks.Run(ranks, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = Networks.Perceptron(seed: 1 + group.Rank);
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0.1, momentum: 0.9));
            for (var step = 0; step < 5; step++)
            {
                optimizer.zero_grad();
                accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, step)));
                optimizer.step();
            }
            return Networks.Floats(model);
        });
        foreach (var found in weights)
            Replicas.AreClose(Networks.Floats(expected), found, 2e-7);
        Assert.All(weights, found => Assert.Equal(weights[0], found));
    }

    [Theory]
    [InlineData(2, 64, 160)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 1 << 20, 25 << 20)]
    public void Gradients_are_those_of_libtorchs_reducer(int ranks, long first, long bytes)
    {
        if (!ReducerOracle.IsAvailable)
            Assert.Skip("libtorch's reducer did not compile against this version.");
        Ranks.Run(ranks, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = first, BucketBytes = bytes });
            var ours = accelerator.Prepare(Networks.Perceptron());
            var theirs = Networks.Perceptron();
            using var oracle = new ReducerOracle(group.Native, theirs, first, bytes);
            for (var step = 0; step < 4; step++)
            {
                accelerator.Backward(Replicas.Loss(ours, Replicas.Batch(group, step)));
                oracle.Backward(() => Replicas.Loss(theirs, Replicas.Batch(group, step)));
                Replicas.AreClose(Replicas.Gradients(theirs), Replicas.Gradients(ours), 1e-7);
                if (step == 1)
                    continue;
                ours.zero_grad();
                theirs.zero_grad();
            }
        });
    }

    [Fact]
    public void They_are_so_where_a_rank_leaves_parameters_out()
    {
        if (!ReducerOracle.IsAvailable)
            Assert.Skip("libtorch's reducer did not compile against this version.");
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 16, BucketBytes = 16 });
            var ours = accelerator.Prepare(Layers());
            var theirs = Layers();
            using var oracle = new ReducerOracle(group.Native, theirs, firstBytes: 16, bytes: 16, findUnused: true);
            for (var step = 0; step < 4; step++)
            {
                accelerator.Backward(Loss(ours, step));
                oracle.Backward(() => Loss(theirs, step));
                Replicas.AreClose(Replicas.Gradients(theirs), Replicas.Gradients(ours), 1e-7);
                ours.zero_grad();
                theirs.zero_grad();
            }

            static ModuleList<Linear> Layers()
            {
                var layers = new ModuleList<Linear>(nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 4));
                Networks.Fill(layers, seed: 3);
                return layers;
            }

            Tensor Loss(ModuleList<Linear> layers, int step) =>
                layers.Where((_, i) => i != group.Rank).Aggregate(Replicas.Batch(group, step).Inputs, (x, layer) => layer.call(x)).pow(2).mean();
        });
    }

    [Fact]
    public void Several_backwards_before_a_step_add_up()
    {
        var expected = Networks.Perceptron();
        Replicas.Loss(expected, Replicas.WholeBatch(2, 0)).backward();
        Replicas.Loss(expected, Replicas.WholeBatch(2, 1)).backward();
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var model = accelerator.Prepare(Networks.Perceptron());
            accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 0)));
            accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 1)));
            Replicas.AreClose(Replicas.Gradients(expected), Replicas.Gradients(model), 2e-7);
        });
    }

    [Fact]
    public void A_gradient_that_only_some_ranks_have_is_averaged_and_one_that_none_has_stays_null()
    {
        Ranks.Run(3, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 1, BucketBytes = 1000 });
            var network = new ModuleList<Linear>(Networks.Weight(1), Networks.Weight(2), Networks.Weight(3), Networks.Weight(4));
            accelerator.Prepare(network);
            for (var step = 0; step < 4; step++)
            {
                network.zero_grad();
                var loss = network[0].weight!.sum() * 3;
                if (group.Rank == 1)
                    loss += network[2].weight!.sum() * 6;
                if (group.Rank != 1)
                    loss += network[1].weight!.sum() * 12;
                accelerator.Backward(loss);
                Assert.Equal(3f, network[0].weight!.grad!.item<float>(), 1e-6f);
                Assert.Equal(8f, network[1].weight!.grad!.item<float>(), 1e-6f);
                Assert.Equal(2f, network[2].weight!.grad!.item<float>(), 1e-6f);
                Assert.Null(network[3].weight!.grad);
            }
        });
    }

    [Fact]
    public void A_gradient_of_an_earlier_backward_takes_part_where_the_next_one_does_not_reach_it()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = new ModuleList<Linear>(Networks.Weight(1), Networks.Weight(2));
            accelerator.Prepare(network);
            using (accelerator.NoSync(network))
                accelerator.Backward(network[0].weight!.sum() * (1 + group.Rank));
            Assert.Equal(1f + group.Rank, network[0].weight!.grad!.item<float>());
            accelerator.Backward(network[1].weight!.sum());
            Assert.Equal(1.5f, network[0].weight!.grad!.item<float>());
            Assert.Equal(1f, network[1].weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void Frozen_parameters_are_left_alone_and_averaged_once_they_are_trained()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = new ModuleList<Linear>(Networks.Weight(1), Networks.Weight(2));
            network[1].weight!.requires_grad = false;
            accelerator.Prepare(network);
            accelerator.Backward((network[0].weight!.sum() + network[1].weight!.sum()) * (1 + group.Rank));
            Assert.Equal(1.5f, network[0].weight!.grad!.item<float>());
            Assert.Null(network[1].weight!.grad);

            network.zero_grad();
            network[1].weight!.requires_grad = true;
            for (var step = 0; step < 3; step++)
            {
                network.zero_grad();
                accelerator.Backward((network[0].weight!.sum() + network[1].weight!.sum()) * (1 + group.Rank));
                Assert.Equal(1.5f, network[0].weight!.grad!.item<float>());
                Assert.Equal(1.5f, network[1].weight!.grad!.item<float>());
            }

            network.zero_grad();
            network[0].weight!.requires_grad = false;
            accelerator.Backward(network[1].weight!.sum() * (1 + group.Rank));
            Assert.Null(network[0].weight!.grad);
            Assert.Equal(1.5f, network[1].weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void A_model_without_trainable_parameters_is_not_averaged()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var frozen = Networks.Weight(1 + group.Rank);
            frozen.weight!.requires_grad = false;
            accelerator.Prepare(frozen);
            Assert.Equal(1f, frozen.weight.item<float>());
            accelerator.Prepare(nn.ReLU());
            using var input = ones(1, 1).requires_grad_();
            accelerator.Backward(frozen.call(input).sum());
            Assert.Equal(1f, input.grad!.item<float>());
        });
    }

    [Fact]
    public void Tied_weights_are_averaged_once()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var first = Networks.Weight(3);
            var second = Networks.Weight(5);
            second.weight = first.weight;
            var network = nn.Sequential(first, second);
            accelerator.Prepare(network);
            accelerator.Backward(network.call(ones(1, 1)).sum() * (1 + group.Rank));
            Assert.Equal(9f, first.weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void Gradients_of_every_type_are_averaged_in_it()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            ScalarType[] types = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64];
            var network = new ModuleList<Linear>([.. types.Select(type => (Linear)Networks.Weight(1).to(type))]);
            accelerator.Prepare(network);
            for (var step = 0; step < 3; step++)
            {
                network.zero_grad();
                var loss = zeros(1, dtype: ScalarType.Float64);
                for (var i = 0; i < types.Length; i++)
                    loss += network[i].weight!.to(ScalarType.Float64).sum() * (1 + group.Rank) * (i + 1);
                accelerator.Backward(loss.sum());
                for (var i = 0; i < types.Length; i++)
                {
                    Assert.Equal(types[i], network[i].weight!.grad!.dtype);
                    Assert.Equal(1.5 * (i + 1), network[i].weight!.grad!.to(ScalarType.Float64).item<double>());
                }
            }
        });
    }

    [Fact]
    public void Buckets_follow_the_order_in_which_the_first_backward_of_rank_0_made_gradients_ready()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 1, BucketBytes = 1 });
            var network = new ModuleList<Linear>(Networks.Weight(1), Networks.Weight(2), Networks.Weight(3));
            accelerator.Prepare(network);
            Assert.Equal([2, 1, 0], Order());
            // What is used last in forward is ready first in backward.
            int[] use = group.Rank == 0 ? [1, 2, 0] : [2, 1, 0];
            for (var step = 0; step < 3; step++)
            {
                network.zero_grad();
                accelerator.Backward(use.Aggregate(ones(1, 1), (x, i) => network[i].call(x)).sum());
                Assert.Equal(step == 0 ? [2, 1, 0] : [0, 2, 1], Order());
                Assert.Equal([6f, 3f, 2f], Replicas.Gradients(network));
            }

            int[] Order()
            {
                var reducer = accelerator.ReplicaOf(network)!.Reducer;
                return [.. Enumerable.Range(0, reducer.BucketCount).SelectMany(reducer.ParametersOf)];
            }
        });
    }

    [Fact]
    public void Gradients_lie_in_the_buckets()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new());
            var model = accelerator.Prepare(Networks.Perceptron());
            for (var step = 0; step < 3; step++)
            {
                accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, step)));
                using var flat = Tensor.UnsafeCreateTensor(accelerator.ReplicaOf(model)!.Reducer.GradientsOf(0));
                flat.zero_();
                Assert.All(Replicas.Gradients(model), value => Assert.Equal(0, value));
            }
        });
    }

    [Fact]
    public void Disposing_the_accelerator_takes_the_reducer_off()
    {
        Ranks.Run(2, group =>
        {
            var network = Networks.Weight(1);
            using (var accelerator = Replicas.Accelerator(group))
                accelerator.Prepare(network);
            (network.weight!.sum() * (1 + group.Rank)).backward();
            Assert.Equal(1f + group.Rank, network.weight.grad!.item<float>());
        });
    }
}
