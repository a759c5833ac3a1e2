using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

public sealed class SynchronizationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_accumulation_window_gives_the_gradient_of_the_large_batch(bool syncEachBatch)
    {
        var expected = Networks.Perceptron();
        var parts = new List<float[]>();
        for (var step = 0; step < 4; step++)
        {
            expected.zero_grad();
            Replicas.Loss(expected, Replicas.WholeBatch(2, step)).backward();
            parts.Add(Replicas.Gradients(expected));
        }
        float[] mean = [.. Enumerable.Range(0, parts[0].Length).Select(i => parts.Average(part => part[i]))];
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, steps: 4, syncEachBatch: syncEachBatch);
            var network = Networks.Perceptron();
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0));
            for (var window = 0; window < 3; window++)
                for (var step = 0; step < 4; step++)
                    using (accelerator.Accumulate(model))
                    {
                        accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, step)));
                        if (accelerator.SyncGradients)
                            Replicas.AreClose(mean, Replicas.Gradients(model), 2e-7);
                        optimizer.step();
                        optimizer.zero_grad();
                    }
        });
    }

    [Fact]
    public void Ranks_do_not_talk_inside_a_window()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, steps: 3);
            var network = Networks.Weight(0);
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
            // The ranks have different numbers of micro-batches before the last one, so that any communication in them would not match.
            for (var step = 0; step < 3; step++)
                using (accelerator.Accumulate(model))
                {
                    if (group.Rank == 0 || step == 2)
                        accelerator.Backward(network.weight!.sum() * 3);
                    if (step == 1)
                        Assert.Equal(group.Rank == 0 ? 2f : null, network.weight!.grad?.item<float>());
                    optimizer.step();
                }
            Assert.Equal(-2f, network.weight!.item<float>());
        });
    }

    [Fact]
    public void NoSync_keeps_gradients_on_the_rank_until_the_next_backward()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = accelerator.Prepare(Networks.Weight(0));
            var gradient = 1f + group.Rank;
            using (accelerator.NoSync(network))
            {
                using (accelerator.NoSync(network))
                    accelerator.Backward(network.weight!.sum() * gradient);
                accelerator.Backward(network.weight!.sum() * gradient);
                Assert.Equal(2 * gradient, network.weight.grad!.item<float>());
            }
            accelerator.Backward(network.weight!.sum());
            Assert.Equal(4f, network.weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void A_backward_inside_NoSync_can_be_triggered_to_average()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = accelerator.Prepare(Networks.Weight(0));
            using (accelerator.NoSync(network))
            {
                accelerator.Backward(network.weight!.sum() * group.Rank);
                accelerator.TriggerSyncInBackward(network);
                accelerator.Backward(network.weight!.sum() * group.Rank);
                Assert.Equal(1f, network.weight!.grad!.item<float>());
                accelerator.Backward(network.weight!.sum() * group.Rank);
                Assert.Equal(1f + group.Rank, network.weight!.grad!.item<float>());
            }
        });
    }

    [Fact]
    public void Gradients_are_clipped_after_they_are_averaged()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = accelerator.Prepare(Networks.Weight(0));
            accelerator.Backward(network.weight!.sum() * (group.Rank == 0 ? 2 : 10));
            Assert.Equal(6f, accelerator.ClipGradNorm(network.parameters(), 3).item<float>(), 1e-5f);
            Assert.Equal(3f, network.weight!.grad!.item<float>(), 1e-4f);
        });
    }

    [Fact]
    public void Two_models_each_average_their_own_gradients()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var first = Networks.Weight(2);
            var second = Networks.Weight(3);
            accelerator.Prepare(first, second, optim.SGD(first.parameters(), 1), optim.SGD(second.parameters(), 1));
            accelerator.Backward(first.weight!.sum() * group.Rank);
            Assert.Equal(0.5f, first.weight!.grad!.item<float>());
            Assert.Null(second.weight!.grad);
            accelerator.Backward(second.weight!.sum() * group.Rank);
            Assert.Equal(0.5f, second.weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void One_backward_through_two_models_averages_both_although_ranks_use_different_parameters()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 1, BucketBytes = 1 });
            var first = new ModuleList<Linear>(Networks.Weight(2), Networks.Weight(2), Networks.Weight(2));
            var second = new ModuleList<Linear>(Networks.Weight(3), Networks.Weight(3), Networks.Weight(3));
            accelerator.Prepare(first);
            accelerator.Prepare(second);
            for (var step = 0; step < 3; step++)
            {
                first.zero_grad();
                second.zero_grad();
                // Rank 0 leaves out a parameter of the model that backward meets first, so that it gets to the other one sooner.
                var x = first.Aggregate(ones(1, 1), (x, layer) => layer.call(x));
                for (var i = 0; i < 3; i++)
                    if (group.Rank == 1 || i != 1)
                        x = second[i].call(x);
                accelerator.Backward(x.sum());
                // The loss is 72 on rank 0 and 216 on rank 1.
                Assert.All(first, layer => Assert.Equal((36f + 108f) / 2, layer.weight!.grad!.item<float>()));
                Assert.Equal((24f + 72f) / 2, second[0].weight!.grad!.item<float>());
                Assert.Equal(72f / 2, second[1].weight!.grad!.item<float>());
            }
        });
    }

    [Fact]
    public void Buffers_are_those_of_rank_0_in_a_forward_whose_gradients_are_averaged()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2));
            Networks.Fill(network, seed: 1);
            accelerator.Prepare(network);
            var norm = (BatchNorm1d)network[1];
            for (var step = 0; step < 3; step++)
            {
                norm.running_mean!.fill_(10 * group.Rank);
                accelerator.Backward(network.call(Replicas.Batch(group, step).Inputs).pow(2).sum());
                Assert.True(norm.running_mean.abs().max().item<float>() < 5);
            }

            norm.running_mean!.fill_(10 * group.Rank);
            network.eval();
            network.call(ones(2, 4));
            network.train();
            using (no_grad())
                network.call(ones(2, 4));
            using (accelerator.NoSync(network))
                network.call(ones(2, 4));
            Assert.Equal(group.Rank == 1, norm.running_mean.abs().max().item<float>() > 5);
        });
    }

    [Fact]
    public void Buffers_can_be_left_to_each_rank()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { BroadcastBuffers = false });
            var network = accelerator.Prepare(nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2)));
            var mean = ((BatchNorm1d)network[1]).running_mean!;
            mean.fill_(10 * group.Rank);
            network.call(ones(2, 4));
            Assert.Equal(group.Rank == 1, mean.abs().max().item<float>() > 5);
        });
    }

    [Fact]
    public void Prepare_gives_all_ranks_the_parameters_and_buffers_of_rank_0()
    {
        var weights = Ranks.Run(3, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2));
            Networks.Fill(network, seed: group.Rank);
            ((BatchNorm1d)network[1]).running_var!.fill_(group.Rank + 2);
            accelerator.Prepare(network);
            return (float[])[.. Networks.Floats(network), .. Networks.Floats(((BatchNorm1d)network[1]).running_var!)];
        });
        Assert.Equal(weights[0], weights[1]);
        Assert.Equal(weights[0], weights[2]);
        Assert.Equal(2, weights[2][^1]);
    }

    [Fact]
    public void A_model_without_parameters_gets_the_buffers_of_rank_0_once()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var norm = nn.BatchNorm1d(2, affine: false);
            norm.running_mean.fill_(group.Rank + 1);
            accelerator.Prepare(norm);
            Assert.Equal([1f, 1f], Networks.Floats(norm.running_mean));
            // No backward averages anything of it, so that a forward needs no other rank.
            if (group.Rank == 1)
                norm.call(Replicas.Batch(group, 0).Targets);
            Assert.Equal(group.Rank, norm.num_batches_tracked.item<long>());
        });
    }

    [Theory]
    [InlineData(1, "Rank 0 has 0.weight of shape [2, 4] and type Float32; rank 1 has 0.weight of shape [3, 4] and type Float32")]
    [InlineData(2, "Rank 2 lacks 1.weight of shape [1, 2] and type Float32")]
    [InlineData(3, "Rank 3 has 2.weight of shape [1, 1] and type Float32 besides")]
    [InlineData(4, "rank 4 has 0.weight of shape [2, 4] and type Float64")]
    [InlineData(5, "rank 5 has 1.weight of shape [1, 2] and type Float32, frozen")]
    public void Ranks_with_different_models_are_told_the_first_difference(int rank, string difference)
    {
        Ranks.Run(rank + 1, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = nn.Sequential(nn.Linear(4, group.Rank == 1 ? 3 : 2), nn.Linear(2, 1, hasBias: false));
            if (group.Rank == rank)
            {
                switch (rank)
                {
                    case 2: network = nn.Sequential(nn.Linear(4, 2)); break;
                    case 3: network.append(nn.Linear(1, 1, hasBias: false)); break;
                    case 4: network.to(ScalarType.Float64); break;
                    case 5: ((Linear)network[1]).weight!.requires_grad = false; break;
                }
            }
            else if (group.Rank == 1)
            {
                network = nn.Sequential(nn.Linear(4, 2), nn.Linear(2, 1, hasBias: false));
            }
            var error = Assert.Throws<InvalidOperationException>(() => accelerator.Prepare(network));
            Assert.Contains(difference, error.Message);
            Assert.Contains($"of rank {rank} differs", error.Message);
        });
    }

    [Fact]
    public void An_exception_on_one_rank_ends_the_backward_of_the_others()
    {
        var seen = new Exception?[2];
        Assert.Throws<FormatException>(() => Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var model = accelerator.Prepare(Networks.Perceptron());
            accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 0)));
            if (group.Rank == 1)
                throw new FormatException("a bad sample");
            seen[0] = Record.Exception(() => accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 1))));
            seen[1] = Record.Exception(() => accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 1))));
        }));
        var error = Assert.IsType<PeerLostException>(seen[0]);
        Assert.Contains("average of gradients", error.Message);
        Assert.Contains("SynchronizationTests.cs", error.Message);
        Assert.IsAssignableFrom<CollectiveException>(seen[1]);
    }

    [Fact]
    public void Debug_mode_names_the_rank_that_runs_no_backward()
    {
        var seen = new Exception?[2];
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var model = accelerator.Prepare(Networks.Perceptron());
            accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 0)));
            seen[group.Rank] = Record.Exception(() =>
            {
                if (group.Rank == 0)
                    accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 1)));
                else
                    group.Barrier();
            });
        }, new() { Debug = true });
        Assert.All(seen, error => Assert.Contains("average of gradients", Assert.IsType<CollectiveMismatchException>(error).Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rank_that_runs_no_forward_is_named_before_in_debug_mode_and_after_a_second_without(bool debug)
    {
        var seen = new Exception?[3];
        Ranks.Run(3, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var model = accelerator.Prepare(nn.Sequential(nn.Linear(4, 2), nn.BatchNorm1d(2)));
            seen[group.Rank] = Record.Exception(() =>
            {
                // The others wait for its buffers.
                if (group.Rank == 0)
                    group.Barrier();
                else
                    model.call(Replicas.Batch(group, 0).Inputs);
            });
        }, new() { Debug = debug, Timeout = TimeSpan.FromSeconds(20) });
        Assert.All(seen, error =>
        {
            var mismatch = Assert.IsType<CollectiveMismatchException>(error);
            Assert.Equal([0], mismatch.Ranks);
            Assert.Contains("rank 1: broadcast of buffers\n", mismatch.Message);
            Assert.Contains("rank 0: barrier at SynchronizationTests.cs:", mismatch.Message);
        });
    }

    [Fact]
    public void A_backward_that_fails_on_all_ranks_can_be_repeated()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { FirstBucketBytes = 1, BucketBytes = 1 });
            var network = new ModuleList<Linear>(Networks.Weight(2), Networks.Weight(3));
            accelerator.Prepare(network);
            var hook = Accelerate.Native.GradientHooks.Register(network[0].weight!.Handle, _ => throw new FormatException("no"));
            Assert.Throws<FormatException>(() => accelerator.Backward(network[1].call(network[0].call(ones(1, 1))).sum() * (1 + group.Rank)));
            hook.Dispose();
            network.zero_grad();
            for (var step = 0; step < 2; step++)
            {
                network.zero_grad();
                accelerator.Backward(network[1].call(network[0].call(ones(1, 1))).sum() * (1 + group.Rank));
                Assert.Equal([4.5f, 3f], Replicas.Gradients(network));
            }
        });
    }
}
