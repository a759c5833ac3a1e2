using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.Tests.Optimization;

public sealed class SchedulerTests
{
    [Fact]
    public void It_follows_the_steps_that_its_optimizer_really_made()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var (network, optimizer, scheduler) = Prepare(accelerator, sgd => LambdaLR(sgd, step => 1 - (0.1 * step)));
        var rates = new List<double>();
        for (var i = 0; i < 4; i++)
            using (accelerator.Accumulate(network))
            {
                accelerator.Backward(network.weight.sum());
                optimizer.step();
                scheduler.step();
                rates.Add(Math.Round(scheduler.get_last_lr().Single(), 6));
            }
        Assert.Equal([1, 0.9, 0.9, 0.8], rates);
    }

    [Fact]
    public void It_waits_for_a_step_and_takes_one_for_each()
    {
        using var accelerator = new Accelerator();
        var (_, optimizer, scheduler) = Prepare(accelerator, sgd => StepLR(sgd, 1, 0.5));
        scheduler.step();
        Assert.Equal(1, scheduler.get_last_lr().Single());
        optimizer.step();
        scheduler.step();
        scheduler.step();
        Assert.Equal(0.5, scheduler.get_last_lr().Single());
    }

    [Fact]
    public void It_steps_at_every_call_when_it_does_not_follow_its_optimizer()
    {
        using var accelerator = new Accelerator(new() { StepSchedulerWithOptimizer = false });
        var (_, _, scheduler) = Prepare(accelerator, sgd => StepLR(sgd, 1, 0.5));
        scheduler.step();
        scheduler.step();
        Assert.Equal(0.25, scheduler.get_last_lr().Single());
    }

    [Fact]
    public void A_one_cycle_schedule_stays_at_its_end()
    {
        using var accelerator = new Accelerator();
        var (_, optimizer, scheduler) = Prepare(accelerator, sgd => OneCycleLR(sgd, max_lr: 1, total_steps: 5, cycle_momentum: false));
        var rates = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            optimizer.step();
            scheduler.step();
            rates.Add(scheduler.get_last_lr().Single());
        }
        Assert.Single(rates[5..].Distinct());
        Assert.True(rates[3] < 1e-3);
    }

    [Fact]
    public void A_scheduler_can_be_built_over_the_prepared_optimizer()
    {
        using var accelerator = new Accelerator();
        var network = Networks.Weight(0);
        var (_, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        var scheduler = accelerator.Prepare(StepLR(optimizer, 1, 0.5));
        optimizer.step();
        scheduler.step();
        Assert.Equal(0.5, optimizer.Inner.ParamGroups.Single().LearningRate);
    }

    private static (Linear Model, AcceleratedOptimizer Optimizer, AcceleratedScheduler Scheduler) Prepare(Accelerator accelerator, Func<optim.Optimizer, LRScheduler> create)
    {
        var network = Networks.Weight(0);
        var sgd = optim.SGD(network.parameters(), 1);
        return accelerator.Prepare(network, sgd, create(sgd));
    }
}
