using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Training;

public sealed class AccumulationTests
{
    [Fact]
    public void The_last_short_window_is_averaged_over_what_it_holds()
    {
        // Six batches in windows of four: the gradients are the means of 1..4 and of 5..6.
        Assert.Equal([2.5f, 5.5f], WindowGradients(Batches(6).ToList(), steps: 4));
    }

    [Fact]
    public void It_is_so_for_a_loader_of_unknown_length_too()
    {
        Assert.Equal([2.5f, 5.5f], WindowGradients(Batches(6), steps: 4));
        Assert.Equal([2.5f, 5f], WindowGradients(Batches(5), steps: 4));
        Assert.Equal([2.5f, 6.5f], WindowGradients(Batches(8), steps: 4));
    }

    [Fact]
    public void It_is_so_for_a_sampler_that_ends_before_the_dataset_does()
    {
        Assert.Equal([2.5f, 5.5f], WindowGradients(
            accelerator => accelerator.Prepare(new DataLoader<float, float>(new Numbers(), 1, (items, _) => items.Single(), shuffler: Batches(6).Select(i => (long)i))), steps: 4));
    }

    [Fact]
    public void Windows_cross_epochs_when_they_do_not_follow_the_loader()
    {
        Assert.Equal([2.5f, 3.5f, 4.5f], WindowGradients(Batches(6).ToList(), steps: 4, epochs: 2, syncWithDataLoader: false));
    }

    [Fact]
    public void Only_the_block_that_ends_a_window_synchronizes_steps_and_clears()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 3 });
        var network = Networks.Weight(0);
        var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        var seen = new List<(bool, float)>();
        for (var i = 0; i < 7; i++)
            using (accelerator.Accumulate(model))
            {
                accelerator.Backward(network.weight.sum() * 3);
                optimizer.step();
                optimizer.zero_grad();
                seen.Add((accelerator.SyncGradients, network.weight.item<float>()));
            }
        Assert.Equal([(false, 0), (false, 0), (true, -3), (false, -3), (false, -3), (true, -6), (false, -6)], seen);
    }

    [Fact]
    public void A_closure_is_called_for_a_step_only()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Weight(0);
        var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        var calls = 0;
        for (var i = 0; i < 2; i++)
            using (accelerator.Accumulate(model))
            {
                var loss = optimizer.step(() =>
                {
                    calls++;
                    return ones(1);
                });
                Assert.Equal(i == 0, loss is null);
            }
        Assert.Equal(1, calls);
    }

    [Fact]
    public void An_exception_in_a_block_closes_it()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Weight(0);
        var (model, _) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        Assert.ThrowsAny<Exception>(() =>
        {
            using (accelerator.Accumulate(model))
                model.call(ones(2, 5));
        });
        using (accelerator.Accumulate(model))
            Assert.True(accelerator.SyncGradients);
    }

    [Fact]
    public void The_two_blocks_of_a_GAN_have_windows_of_their_own()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var generator = Networks.Weight(0);
        var discriminator = Networks.Weight(0);
        var (_, _, generatorOptimizer, discriminatorOptimizer, loader) = accelerator.Prepare(
            generator, discriminator, optim.SGD(generator.parameters(), 1), optim.SGD(discriminator.parameters(), 1), Batches(4).ToList());
        var synchronized = new List<(bool, bool)>();
        foreach (var batch in loader)
        {
            bool first, second;
            using (accelerator.Accumulate(discriminator))
            {
                accelerator.Backward(discriminator.weight.sum() * batch);
                discriminatorOptimizer.step();
                discriminatorOptimizer.zero_grad();
                first = accelerator.SyncGradients;
            }
            using (accelerator.Accumulate(generator))
            {
                accelerator.Backward(generator.weight.sum() * 10);
                generatorOptimizer.step();
                generatorOptimizer.zero_grad();
                second = accelerator.SyncGradients;
            }
            synchronized.Add((first, second));
        }
        Assert.Equal([(false, false), (true, true), (false, false), (true, true)], synchronized);
        Assert.Equal(-5f, discriminator.weight.item<float>());
        Assert.Equal(-20f, generator.weight.item<float>());
    }

    [Fact]
    public void Without_a_block_every_backward_is_a_window_of_one()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 4 });
        var network = Networks.Weight(0);
        var (_, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        accelerator.Backward(network.weight.sum() * 2);
        optimizer.step();
        Assert.Equal(-2f, network.weight.item<float>());
        Assert.True(accelerator.SyncGradients);
    }

    [Fact]
    public void Leaving_the_loop_inside_a_window_drops_it()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 4 });
        var network = Networks.Weight(0);
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1), Batches(8).ToList());
        Run(stopAfter: 6);
        Assert.Equal(-2.5f, network.weight.item<float>());
        Assert.True(accelerator.SyncGradients);
        Run(stopAfter: 4);
        Assert.Equal(-5f, network.weight.item<float>());

        void Run(int stopAfter)
        {
            foreach (var batch in loader)
            {
                using (accelerator.Accumulate(model))
                {
                    accelerator.Backward(network.weight.sum() * batch);
                    optimizer.step();
                    optimizer.zero_grad();
                }
                if (--stopAfter == 0)
                    break;
            }
        }
    }

    [Fact]
    public void A_step_after_leaving_the_loop_finds_no_partial_gradients()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 4 });
        var network = Networks.Weight(7);
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1), Batches(8).ToList());
        foreach (var batch in loader)
        {
            using (accelerator.Accumulate(model))
                accelerator.Backward(network.weight.sum() * batch);
            break;
        }
        optimizer.step();
        Assert.Equal(7f, network.weight.item<float>());
        accelerator.Backward(network.weight.sum());
        optimizer.step();
        Assert.Equal(6f, network.weight.item<float>());
    }

    [Fact]
    public void An_evaluation_loop_inside_a_window_does_not_end_it()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Weight(0);
        var (model, optimizer, training, evaluation) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1), Batches(4).ToList(), Batches(3).ToList());
        foreach (var batch in training)
        {
            using (accelerator.Accumulate(model))
            {
                accelerator.Backward(network.weight.sum() * batch);
                optimizer.step();
                optimizer.zero_grad();
            }
            foreach (var other in evaluation)
                if (other == 2)
                    break;
        }
        Assert.Equal(-5f, network.weight.item<float>());
        Assert.Equal(2, optimizer.StepCount);
    }

    [Fact]
    public void The_number_of_steps_changes_between_windows_only()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var network = Networks.Weight(0);
        accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        accelerator.Accumulate(network).Dispose();
        var error = Assert.Throws<InvalidOperationException>(() => accelerator.GradientAccumulationSteps = 3);
        Assert.Contains("1 of the 2 micro-batches", error.Message);
        accelerator.Accumulate(network).Dispose();
        accelerator.GradientAccumulationSteps = 3;
        Assert.Equal(3, accelerator.GradientAccumulationSteps);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => accelerator.GradientAccumulationSteps = 0).Message);
    }

    [Fact]
    public void Misuse_of_a_block_is_explained()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var prepared = Networks.Weight(0);
        var other = Networks.Weight(0);
        var frozen = Networks.Weight(0);
        accelerator.Prepare(prepared, other, optim.SGD(prepared.parameters(), 1), optim.SGD(other.parameters(), 1));
        accelerator.Prepare(frozen);

        Assert.Contains("not prepared", Assert.Throws<ArgumentException>(() => accelerator.Accumulate(Networks.Weight(0))).Message);
        Assert.Contains("No prepared optimizer", Assert.Throws<ArgumentException>(() => accelerator.Accumulate(frozen)).Message);
        using (accelerator.Accumulate(prepared))
            Assert.Contains("still open", Assert.Throws<InvalidOperationException>(() => accelerator.Accumulate(other)).Message);
        Assert.Contains("different places", Assert.Throws<InvalidOperationException>(() => accelerator.Accumulate(prepared, other)).Message);
    }

    private sealed class Numbers : utils.data.Dataset<float>
    {
        public override long Count => 10;

        public override float GetTensor(long index) => index;
    }

    private static IEnumerable<float> Batches(int count)
    {
        for (var i = 1; i <= count; i++)
            yield return i;
    }

    /// <summary>The gradients with which an optimizer steps when the gradient of batch i is i.</summary>
    private static List<float> WindowGradients(IEnumerable<float> batches, int steps, int epochs = 1, bool syncWithDataLoader = true) =>
        WindowGradients(accelerator => accelerator.Prepare(batches), steps, epochs, syncWithDataLoader);

    private static List<float> WindowGradients(Func<Accelerator, AcceleratedLoader<float>> prepare, int steps, int epochs = 1, bool syncWithDataLoader = true)
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = steps, SyncWithDataLoader = syncWithDataLoader });
        var network = Networks.Weight(0);
        var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        var loader = prepare(accelerator);
        var gradients = new List<float>();
        for (var epoch = 0; epoch < epochs; epoch++)
            foreach (var batch in loader)
                using (accelerator.Accumulate(model))
                {
                    accelerator.Backward(network.weight.sum() * batch);
                    if (accelerator.SyncGradients)
                        gradients.Add(network.weight.grad!.item<float>());
                    optimizer.step();
                    optimizer.zero_grad();
                }
        return gradients;
    }
}
