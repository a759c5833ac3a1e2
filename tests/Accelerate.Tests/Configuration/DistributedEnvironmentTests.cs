using Xunit;

namespace Accelerate.Tests.Configuration;

public sealed class DistributedEnvironmentTests
{
    [Fact]
    public void Without_a_launcher_the_world_is_one_process()
    {
        var environment = Read();
        Assert.Equal(new DistributedEnvironment(), environment);
        Assert.Equal((0, 1, 0, 1, null), (environment.Rank, environment.WorldSize, environment.LocalRank, environment.LocalWorldSize, environment.Launcher));
    }

    [Fact]
    public void The_variables_of_torchrun_say_everything() => Assert.Equal(
        new()
        {
            Rank = 5, WorldSize = 8, LocalRank = 1, LocalWorldSize = 4, NodeRank = 1, MasterAddress = "10.0.0.7", MasterPort = 12345, RestartCount = 2, UsesAgentStore = true, Launcher = "torchrun",
        },
        Read("RANK=5 WORLD_SIZE=8 LOCAL_RANK=1 LOCAL_WORLD_SIZE=4 GROUP_RANK=1 MASTER_ADDR=10.0.0.7 MASTER_PORT=12345 TORCHELASTIC_RESTART_COUNT=2 TORCHELASTIC_USE_AGENT_STORE=True"));

    [Theory]
    [InlineData("ACCELERATE_LAUNCH_ID=a", 2)]
    [InlineData("", null)]
    public void Attempts_count_where_all_machines_count_alike(string launch, int? attempt) =>
        Assert.Equal(attempt, Read($"RANK=0 WORLD_SIZE=2 TORCHELASTIC_RESTART_COUNT=2 {launch}").Attempt);

    [Fact]
    public void On_one_machine_rank_and_world_size_are_enough() => Assert.Equal(
        new() { Rank = 1, WorldSize = 2, LocalRank = 1, LocalWorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = 29500, Launcher = "torchrun" },
        Read("RANK=1 WORLD_SIZE=2"));

    [Fact]
    public void A_process_that_only_knows_a_distant_rank_0_is_alone_on_its_machine()
    {
        var environment = Read("RANK=1 WORLD_SIZE=2 MASTER_ADDR=job-master-0");
        Assert.Equal((0, 1, 1, "job-master-0"), (environment.LocalRank, environment.LocalWorldSize, environment.NodeRank, environment.MasterAddress));
    }

    [Theory]
    [InlineData("PMI_RANK=3 PMI_SIZE=4 MPI_LOCALRANKID=1 MPI_LOCALNRANKS=2 MASTER_ADDR=a")]
    [InlineData("OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=1 OMPI_COMM_WORLD_LOCAL_SIZE=2 MASTER_ADDR=a")]
    [InlineData("MV2_COMM_WORLD_RANK=3 MV2_COMM_WORLD_SIZE=4 MV2_COMM_WORLD_LOCAL_RANK=1 MV2_COMM_WORLD_LOCAL_SIZE=2 MASTER_ADDR=a")]
    public void Each_MPI_is_understood(string variables) => Assert.Equal(
        new() { Rank = 3, WorldSize = 4, LocalRank = 1, LocalWorldSize = 2, NodeRank = 1, MasterAddress = "a", Launcher = "MPI" }, Read(variables));

    [Theory]
    [InlineData("SLURM_TASKS_PER_NODE=2(x2)", "a")]
    [InlineData("SLURM_JOB_NODELIST=gpu[003-004,7],login SLURM_NTASKS_PER_NODE=2", "gpu003")]
    [InlineData("SLURM_JOB_NODELIST=a-1,a-2 SLURM_NNODES=2 SLURM_LAUNCH_NODE_IPADDR=10.1.1.1", "a-1")]
    [InlineData("SLURM_STEP_TASKS_PER_NODE=1,2 SLURM_STEP_NUM_TASKS=4 SLURM_LAUNCH_NODE_IPADDR=10.1.1.1", "10.1.1.1")]
    [InlineData("SLURM_TASKS_PER_NODE=2(x2) SLURM_JOB_NODELIST=r[1-2]n[05-06]-ib MASTER_PORT=4000", "r1n05-ib")]
    public void Slurm_is_understood(string variables, string address)
    {
        var environment = Read($"SLURM_PROCID=3 SLURM_NTASKS=4 SLURM_LOCALID=1 SLURM_NODEID=1 {variables}{(address == "a" ? " MASTER_ADDR=a" : "")}");
        Assert.Equal(
            new() { Rank = 3, WorldSize = 4, LocalRank = 1, LocalWorldSize = 2, NodeRank = 1, MasterAddress = address, MasterPort = variables.Contains("MASTER_PORT") ? 4000 : 29500, Launcher = "Slurm" },
            environment);
    }

    [Fact]
    public void The_launcher_nearest_to_the_program_decides()
    {
        Assert.Equal("torchrun", Read("RANK=0 WORLD_SIZE=2 OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 SLURM_PROCID=0 SLURM_NTASKS=8").Launcher);
        Assert.Equal("MPI", Read("OMPI_COMM_WORLD_RANK=1 OMPI_COMM_WORLD_SIZE=4 SLURM_PROCID=0 SLURM_NTASKS=8").Launcher);
    }

    [Fact]
    public void A_shell_of_a_Slurm_job_is_no_task() => Assert.Null(Read("SLURM_NTASKS=8 SLURM_JOB_NODELIST=a[1-2]").Launcher);

    [Theory]
    [InlineData("RANK=2 WORLD_SIZE=2", "RANK = 2", "WORLD_SIZE = 2")]
    [InlineData("WORLD_SIZE=2", "WORLD_SIZE = 2", "RANK is not set")]
    [InlineData("RANK=1", "RANK = 1", "WORLD_SIZE is not set")]
    [InlineData("LOCAL_RANK=1", "LOCAL_RANK = 1", "WORLD_SIZE is not set")]
    [InlineData("RANK=1 WORLD_SIZE=2 LOCAL_WORLD_SIZE=3", "LOCAL_WORLD_SIZE = 3", "WORLD_SIZE = 2")]
    [InlineData("RANK=1 WORLD_SIZE=4 LOCAL_RANK=2 LOCAL_WORLD_SIZE=2 MASTER_ADDR=a", "LOCAL_RANK = 2", "LOCAL_WORLD_SIZE = 2")]
    [InlineData("RANK=1 WORLD_SIZE=2 LOCAL_RANK=0 LOCAL_WORLD_SIZE=2", "LOCAL_RANK = 0", "RANK = 1")]
    [InlineData("RANK=0 WORLD_SIZE=4 LOCAL_RANK=1 LOCAL_WORLD_SIZE=2 MASTER_ADDR=a", "LOCAL_RANK = 1", "RANK = 0")]
    [InlineData("RANK=2 WORLD_SIZE=4 LOCAL_RANK=0 LOCAL_WORLD_SIZE=2", "MASTER_ADDR is not set", "WORLD_SIZE = 4")]
    [InlineData("RANK=2 WORLD_SIZE=4 LOCAL_RANK=0 MASTER_ADDR=a", "LOCAL_RANK = 0", "LOCAL_WORLD_SIZE is not set")]
    [InlineData("RANK=0 WORLD_SIZE=2 MASTER_PORT=70000", "MASTER_PORT", "70000")]
    [InlineData("RANK=x WORLD_SIZE=2", "RANK", "'x'")]
    [InlineData("OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_RANK=4", "OMPI_COMM_WORLD_RANK = 4", "OMPI_COMM_WORLD_SIZE = 4")]
    [InlineData("OMPI_COMM_WORLD_SIZE=4", "OMPI_COMM_WORLD_SIZE = 4", "OMPI_COMM_WORLD_RANK")]
    [InlineData("SLURM_PROCID=3 SLURM_NTASKS=4 SLURM_LOCALID=1 SLURM_NODEID=1 SLURM_TASKS_PER_NODE=4", "SLURM_TASKS_PER_NODE", "'4'")]
    public void What_contradicts_or_is_missing_is_named(string variables, string first, string second)
    {
        var message = Assert.Throws<ArgumentException>(() => Read(variables)).Message;
        Assert.Contains(first, message);
        Assert.Contains(second, message);
    }

    private static DistributedEnvironment Read(string variables = "")
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return DistributedEnvironment.Read(values.GetValueOrDefault);
    }
}
