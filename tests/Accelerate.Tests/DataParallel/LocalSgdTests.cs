using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

public sealed class LocalSgdTests
{
    [Fact]
    public void Ranks_step_by_themselves_and_meet_at_the_mean_every_few_steps_and_at_the_end()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group);
            var network = Networks.Weight(0);
            var (_, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
            var seen = new List<float>();
            using (var local = new LocalSgd(accelerator, network, steps: 2))
                for (var step = 0; step < 3; step++)
                {
                    accelerator.Backward(network.weight!.sum() * -(1 + (2 * group.Rank)));
                    optimizer.step();
                    optimizer.zero_grad();
                    local.Step();
                    seen.Add(network.weight!.item<float>());
                }
            seen.Add(network.weight!.item<float>());
            Assert.Equal(group.Rank == 0 ? [1, 4, 5, 6] : [3, 4, 7, 6], seen);

            accelerator.Backward(network.weight!.sum() * group.Rank);
            Assert.Equal(0.5f, network.weight!.grad!.item<float>());
        });
    }

    [Fact]
    public void With_one_process_it_changes_nothing()
    {
        using var accelerator = new Accelerator(new() { Cpu = true });
        var network = Networks.Weight(1);
        accelerator.Prepare(network);
        using (var local = new LocalSgd(accelerator, network, steps: 1))
            local.Step();
        Assert.Equal(1f, network.weight!.item<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalSgd(accelerator, network, steps: 0));
    }
}
