using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

public sealed class JoinTests
{
    [Theory]
    [InlineData(2, 5, 3)]
    [InlineData(0, 4, 1)]
    [InlineData(3, 3, 3)]
    [InlineData(4, 0, 2)]
    public void Ranks_that_run_out_of_batches_go_along_with_the_others(params int[] batches)
    {
        var longest = batches.Max();
        var weights = Ranks.Run(batches.Length, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = Networks.Weight(0);
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
            using (accelerator.JoinUnevenInputs())
                for (var i = 0; i < batches[group.Rank]; i++)
                {
                    accelerator.Backward(network.weight!.sum() * 6);
                    optimizer.step();
                    optimizer.zero_grad();
                }
            var afterJoin = network.weight!.item<float>();
            accelerator.Backward(network.weight!.sum() * group.Rank);
            optimizer.step();
            return (afterJoin, network.weight!.item<float>());
        });
        // The mean is over all ranks, with and without batches.
        var expected = Enumerable.Range(0, longest).Sum(step => -6f * batches.Count(count => count > step) / batches.Length);
        Assert.All(weights, found => Assert.Equal(expected, found.afterJoin, 1e-5f));
        Assert.All(weights, found => Assert.Equal(weights[0], found));
    }

    [Fact]
    public void Optimizer_state_schedules_and_buffers_are_equal_afterwards_too()
    {
        var results = Ranks.Run(3, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2));
            Networks.Fill(network, seed: 1);
            var adam = optim.Adam(network.parameters(), 0.1);
            var (model, optimizer, scheduler) = accelerator.Prepare(network, adam, optim.lr_scheduler.StepLR(adam, 2, 0.5));
            using (accelerator.JoinUnevenInputs())
                for (var step = 0; step < 2 + (3 * group.Rank); step++)
                    Train(step);
            for (var step = 0; step < 3; step++)
                Train(step);
            return (Networks.Floats(model), Networks.Floats(((BatchNorm1d)model[1]).running_mean!), scheduler.get_last_lr().Single(), optimizer.StepCount);

            void Train(int step)
            {
                accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, step)));
                optimizer.step();
                scheduler.step();
                optimizer.zero_grad();
            }
        });
        Assert.Equal(results[0].Item1, results[1].Item1);
        Assert.Equal(results[0].Item1, results[2].Item1);
        Assert.All(results, result => Assert.Equal((0.1 / 32, 11), (result.Item3, result.StepCount)));
    }

    [Fact]
    public void Accumulation_windows_end_where_each_ranks_loader_does()
    {
        var weights = Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, steps: 2);
            var network = Networks.Weight(0);
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
            using (accelerator.JoinUnevenInputs())
                for (var i = 0; i < (group.Rank == 0 ? 6 : 2); i++)
                    using (accelerator.Accumulate(model))
                    {
                        accelerator.Backward(network.weight!.sum() * 4);
                        optimizer.step();
                        optimizer.zero_grad();
                    }
            return network.weight!.item<float>();
        });
        Assert.Equal([-8f, -8f], weights);
    }

    [Fact]
    public void Two_models_are_joined_together()
    {
        var weights = Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 1, BucketBytes = 1 });
            var first = Networks.Perceptron();
            var second = Networks.Weight(2);
            var (_, _, firstOptimizer, secondOptimizer) = accelerator.Prepare(first, second, optim.SGD(first.parameters(), 0.1), optim.SGD(second.parameters(), 0.1));
            using (accelerator.JoinUnevenInputs())
                for (var step = 0; step < 2 + (2 * group.Rank); step++)
                {
                    accelerator.Backward(Replicas.Loss(first, Replicas.Batch(group, step)));
                    accelerator.Backward(second.call(first.call(ones(1, 4)).sum(1, keepdim: true)).sum());
                    firstOptimizer.step();
                    secondOptimizer.step();
                    firstOptimizer.zero_grad();
                    secondOptimizer.zero_grad();
                }
            return (float[])[.. Networks.Floats(first), .. Networks.Floats(second)];
        });
        Assert.Equal(weights[0], weights[1]);
    }

    [Fact]
    public void A_region_inside_a_region_is_an_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            accelerator.Prepare(Networks.Weight(0));
            using (accelerator.JoinUnevenInputs())
                Assert.Contains("open already", Assert.Throws<InvalidOperationException>(() => accelerator.JoinUnevenInputs()).Message);
        });
    }
}
