using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Training;

/// <summary>The loop as a user writes it, against the same loop without an accelerator.</summary>
public sealed class WrittenLoopTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void It_equals_the_plain_loop_bit_for_bit(int prefetchFactor)
    {
        var plainLosses = new List<float>();
        using var plain = Networks.Perceptron();
        using (var adamW = optim.AdamW(plain.parameters(), lr: 0.01))
        using (var loader = Networks.Loader(26, 4, shuffleSeed: 3))
        {
            var schedule = optim.lr_scheduler.StepLR(adamW, 5, 0.5);
            for (var epoch = 0; epoch < 3; epoch++)
                foreach (var batch in loader)
                {
                    using var scope = NewDisposeScope();
                    adamW.zero_grad();
                    var loss = nn.functional.mse_loss(plain.call(batch[0]), batch[1]);
                    loss.backward();
                    adamW.step();
                    schedule.step();
                    plainLosses.Add(loss.item<float>());
                }
        }

        var losses = new List<float>();
        using var network = Networks.Perceptron();
        using (var accelerator = new Accelerator(new() { DataLoader = new() { PrefetchFactor = prefetchFactor } }))
        {
            var adamW = optim.AdamW(network.parameters(), lr: 0.01);
            var (model, optimizer, loader, scheduler) = accelerator.Prepare(network, adamW, Networks.Loader(26, 4, shuffleSeed: 3), optim.lr_scheduler.StepLR(adamW, 5, 0.5));
            for (var epoch = 0; epoch < 3; epoch++)
                foreach (var batch in loader)
                {
                    using var scope = NewDisposeScope();
                    using var block = accelerator.Accumulate(model);
                    optimizer.zero_grad();
                    var loss = nn.functional.mse_loss(model.call(batch[0]), batch[1]);
                    accelerator.Backward(loss);
                    optimizer.step();
                    scheduler.step();
                    losses.Add(loss.item<float>());
                }
        }

        Assert.Equal(21, losses.Count);
        Assert.Equal(plainLosses, losses);
        Assert.Equal(Networks.Floats(plain), Networks.Floats(network));
    }

    [Fact]
    public void Micro_batches_give_the_same_weights_as_the_large_batch_they_make_up()
    {
        using var large = Train(batchSize: 8, steps: 1);
        using var accumulated = Train(batchSize: 2, steps: 4);
        Assert.Equal(Networks.Floats(large), Networks.Floats(accumulated), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void A_thousand_steps_leave_as_many_tensors_as_ten()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Perceptron();
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.AdamW(network.parameters(), 0.01), Networks.Loader(20, 2));

        LiveTensors.Settle();
        Steps(10);
        var early = Tensor.TotalCount;
        Steps(990);
        Assert.Equal(early, Tensor.TotalCount);

        void Steps(int count)
        {
            for (var step = 0; step < count;)
                foreach (var batch in loader)
                {
                    using var scope = NewDisposeScope();
                    using var block = accelerator.Accumulate(model);
                    accelerator.Backward(nn.functional.mse_loss(model.call(batch[0]), batch[1]));
                    if (accelerator.SyncGradients)
                        accelerator.ClipGradNorm(model.parameters(), 1.0);
                    optimizer.step();
                    optimizer.zero_grad();
                    step++;
                }
        }
    }

    [Fact]
    public void Two_accelerators_train_side_by_side_without_touching_each_other()
    {
        using var first = new Accelerator(new() { GradientAccumulationSteps = 2, MixedPrecision = MixedPrecision.BF16 });
        using var second = new Accelerator(new() { GradientAccumulationSteps = 3 });
        var one = Networks.Weight(1);
        var two = Networks.Weight(1);
        var (_, firstOptimizer) = first.Prepare(one, optim.SGD(one.parameters(), 1));
        var (_, secondOptimizer) = second.Prepare(two, optim.SGD(two.parameters(), 1));
        for (var i = 0; i < 6; i++)
        {
            using (first.Accumulate(one))
            using (second.Accumulate(two))
            {
                first.Backward(one.weight.sum());
                second.Backward(two.weight.sum());
                firstOptimizer.step();
                secondOptimizer.step();
            }
        }
        Assert.Equal((2, 3), (first.GradientAccumulationSteps, second.GradientAccumulationSteps));
        Assert.Equal((3L, 2L), (firstOptimizer.StepCount, secondOptimizer.StepCount));
    }

    private static nn.Module Train(int batchSize, int steps)
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = steps });
        var network = Networks.Perceptron();
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0.1), Networks.Loader(24, batchSize));
        foreach (var batch in loader)
            using (accelerator.Accumulate(model))
            {
                accelerator.Backward(nn.functional.mse_loss(model.call(batch[0]), batch[1]));
                optimizer.step();
                optimizer.zero_grad();
            }
        return network;
    }
}
