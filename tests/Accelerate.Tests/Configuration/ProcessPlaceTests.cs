using Accelerate.Testing;
using TorchSharp;
using Xunit;

namespace Accelerate.Tests.Configuration;

public sealed class ProcessPlaceTests
{
    [Fact]
    public void A_group_whose_ranks_are_threads_shares_the_machine() => Ranks.Run(3, group =>
    {
        var place = ProcessPlace.Find(group, Nothing);
        Assert.Equal((group.Rank, 3, group.Rank, 3), (place.Rank, place.WorldSize, place.LocalRank, place.LocalWorldSize));
    });

    [Fact]
    public void A_group_of_the_launchers_world_has_the_local_ranks_of_the_launcher() => Ranks.Run(2, group =>
    {
        var place = ProcessPlace.Find(group, name => name switch { "RANK" => $"{group.Rank}", "WORLD_SIZE" => "2", "LOCAL_RANK" => "0", "LOCAL_WORLD_SIZE" => "1", "MASTER_ADDR" => "far", _ => null });
        Assert.Equal((group.Rank, 0, 1), (place.Rank, place.LocalRank, place.LocalWorldSize));
    });

    [Fact]
    public void The_ambient_group_is_taken_and_a_given_one_wins() => Ranks.Run(2, group =>
    {
        ProcessGroup.Ambient = group;
        using (var accelerator = new Accelerator(new(), Nothing))
        {
            Assert.Same(group, accelerator.Group);
            Assert.Equal((2, group.Rank), (accelerator.NumProcesses, accelerator.LocalProcessIndex));
        }

        // It is the launcher's, so it outlives the accelerator.
        group.Barrier();
        ProcessGroup.Ambient = null;
        using var alone = new Accelerator(new(), Nothing);
        Assert.Null(alone.Group);
    });

    [Fact]
    public void The_environment_of_a_launcher_connects_accelerators_and_disposing_them_leaves_the_group()
    {
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var sums = new float[2];
        Parallel.For(0, 2, new() { MaxDegreeOfParallelism = 2 }, rank =>
        {
            using var accelerator = new Accelerator(
                new() { Cpu = true, ProcessGroupOptions = new() { JoinTimeout = TimeSpan.FromSeconds(20), Timeout = TimeSpan.FromSeconds(20) } },
                name => name switch { "RANK" => $"{rank}", "WORLD_SIZE" => "2", "MASTER_PORT" => $"{port}", "OMP_NUM_THREADS" => "1", _ => null });
            Assert.Equal(TimeSpan.FromSeconds(20), accelerator.Group!.Timeout);
            using var sum = accelerator.Reduce(torch.tensor(1f + rank));
            sums[rank] = sum.item<float>();
        });
        Assert.Equal([3f, 3f], sums);
    }

    [Fact]
    public void Processes_of_one_machine_divide_its_processors_unless_the_environment_says_how_many_threads()
    {
        var place = new DistributedEnvironment { WorldSize = 64, LocalWorldSize = 64 };
        Assert.Equal(Math.Max(1, Environment.ProcessorCount / 64), ProcessPlace.ProcessorShare(place, Nothing));
        Assert.Null(ProcessPlace.ProcessorShare(place, name => name == "OMP_NUM_THREADS" ? "3" : null));
        Assert.Null(ProcessPlace.ProcessorShare(new(), Nothing));
    }

    [Fact]
    public void A_program_without_a_launcher_says_what_it_leaves_unused()
    {
        Assert.Null(Notice("distributed_type: NO", 1));
        Assert.Contains("configuration file says 4", Notice("distributed_type: MULTI_CPU\nnum_processes: 4", 0));
        Assert.Contains("accelerate launch", Notice("distributed_type: MULTI_CPU\nnum_processes: 4", 0));
        Assert.Contains("1 of 2 GPUs", Notice("distributed_type: NO", 2));
        Assert.Null(Notice("distributed_type: NO\nuse_cpu: true", 2));
        Assert.Null(Notice("distributed_type: MULTI_CPU\nnum_processes: 4", 0, new() { Launcher = "torchrun" }));
    }

    [Fact]
    public void A_world_that_contradicts_itself_is_an_error_of_the_accelerator() => Assert.Contains(
        "RANK = 5", Assert.Throws<ArgumentException>(() => new Accelerator(new(), name => name switch { "RANK" => "5", "WORLD_SIZE" => "2", _ => null })).Message);

    private static string? Notice(string configuration, int gpus, DistributedEnvironment? place = null)
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["a.yaml"], configuration + "\n");
        return ProcessPlace.Notice(place ?? new(), AcceleratorSettings.Resolve(new(), name => name == "ACCELERATE_CONFIG_FILE" ? folder["a.yaml"] : null), gpus);
    }

    private static string? Nothing(string name) => null;
}
