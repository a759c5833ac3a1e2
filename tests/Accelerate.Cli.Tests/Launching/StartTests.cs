using Accelerate.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class StartTests
{
    [Fact]
    public async Task What_follows_the_program_reaches_it_untouched()
    {
        using var directory = new TemporaryDirectory();
        var script = directory.Write("show.sh", "for argument; do printf '<%s>' \"$argument\"; done; echo");
        using var launch = LaunchedProgram.Start("--num_processes=1", "sh", script, "--num_processes", "9", "--", "-h", "--help", "@file", "", "two words", "--a_b=c_d", "*", "--cpu");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Equal("<--num_processes><9><--><-h><--help><@file><><two words><--a_b=c_d><*><--cpu>\n", launch.Output);
    }

    [Fact]
    public async Task A_flag_may_have_its_value_behind_it()
    {
        using var launch = LaunchedProgram.StartScript("echo $ACCELERATE_USE_CPU $ACCELERATE_DEBUG_MODE", "--num-processes", "1", "--cpu", "true", "--debug");
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        Assert.Equal("true true\n", launch.Output);
    }

    [Fact]
    public async Task Each_process_knows_its_place_by_the_variables_of_torchrun()
    {
        using var launch = LaunchedProgram.StartScript(
            "echo $RANK/$WORLD_SIZE $LOCAL_RANK/$LOCAL_WORLD_SIZE $NODE_RANK $GROUP_RANK/$GROUP_WORLD_SIZE $ROLE_RANK/$ROLE_WORLD_SIZE $ROLE_NAME $TORCHELASTIC_RUN_ID $TORCHELASTIC_RESTART_COUNT $MASTER_ADDR:$MASTER_PORT threads $OMP_NUM_THREADS $ACCELERATE_MIXED_PRECISION $ACCELERATE_GRADIENT_ACCUMULATION_STEPS",
            "--num-processes", "4", "--num-machines", "2", "--machine-rank", "1", "--main-process-ip", "10.0.0.7", "--main-process-port", "4711",
            "--num-cpu-threads-per-process", "3", "--mixed-precision", "bf16", "--gradient-accumulation-steps", "8");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Equal(
            ["[rank 2] 2/4 0/2 1 1/2 2/4 default none 0 10.0.0.7:4711 threads 3 bf16 8", "[rank 3] 3/4 1/2 1 1/2 3/4 default none 0 10.0.0.7:4711 threads 3 bf16 8"],
            launch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }

    [Fact]
    public async Task A_generated_programs_processes_draw_the_same_weights_and_then_numbers_of_their_own()
    {
        var (alone, ranks) = (await DrawAsync(1), await DrawAsync(2));
        Assert.Equal(alone[0], ranks.Single(static line => line.Rank == 0));
        Assert.Equal(alone[0].Weights, ranks.Single(static line => line.Rank == 1).Weights);
        Assert.NotEqual(alone[0].Dropout, ranks.Single(static line => line.Rank == 1).Dropout);

        static async Task<(int Rank, string Weights, string Dropout)[]> DrawAsync(int processes)
        {
            using var launch = LaunchedProgram.Start("--num-processes", $"{processes}", LaunchedProgram.Worker, "draw");
            Assert.True(await launch.EndAsync() == 0, launch.Errors);
            return [.. launch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(' ')).Select(static words => (words is ["[rank", "1]", ..] ? 1 : 0, words[^3], words[^1]))];
        }
    }

    [Theory]
    [InlineData("0-3,8,10-11", 2, "0,1,2,3", "8,10,11")]
    [InlineData("0-3", 3, "0,1", "2", "3")]
    [InlineData("5,7", 3, "5", "7", "5")]
    public void Each_process_can_be_bound_to_its_share_of_the_cores(string allowed, int processes, params string[] shares) =>
        Assert.Equal(shares, Enumerable.Range(0, processes).Select(rank => CoreShare.Of(allowed, rank, processes)));

    [Fact]
    public async Task A_bound_process_runs_on_its_cores_alone()
    {
        using var launch = LaunchedProgram.StartScript("grep Cpus_allowed_list /proc/self/status | cut -f2", "--num-processes", "2", "--enable-cpu-affinity");
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        var lists = launch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order().Select(static line => line.Split(' ')[2]).ToArray();
        Assert.Equal(2, lists.Length);
        if (Environment.ProcessorCount > 1)
            Assert.NotEqual(lists[0], lists[1]);
        else
            Assert.Equal(lists[0], lists[1]);
    }

    [Fact]
    public async Task The_cores_are_divided_among_the_processes()
    {
        using var launch = LaunchedProgram.StartScript("echo threads $OMP_NUM_THREADS", "--num-processes", "2");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Contains($"[rank 1] threads {Math.Max(1, Environment.ProcessorCount / 2)}\n", launch.Output);
    }

    [Fact]
    public async Task Without_configuration_one_line_says_what_it_runs_on()
    {
        using var launch = LaunchedProgram.StartScript("echo trained on $WORLD_SIZE");
        Assert.Equal(0, await launch.EndAsync());
        Assert.EndsWith("trained on 1\n", launch.Output);
        var line = Assert.Single(launch.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("1 process on the CPU, with .*--num-processes|process.* GPU", line);
    }

    [Fact]
    public async Task A_busy_port_is_replaced_on_one_machine()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 0);
        listener.Start();
        var busy = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var launch = LaunchedProgram.StartScript("echo port=$MASTER_PORT", "--num-processes", "2", "--main-process-port", $"{busy}");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Contains($"Port {busy} is in use", launch.Errors);
        Assert.Equal(2, launch.Output.Split("port=").Length - 1);
        Assert.DoesNotContain($"port={busy}\n", launch.Output);
    }

    [Fact]
    public async Task Launches_at_the_same_time_do_not_take_each_others_port()
    {
        // Nobody listens yet: the programs never do.
        var port = Faults.TwoLaunchers.FreePort();
        using var first = LaunchedProgram.StartScript("echo port=$MASTER_PORT; exec sleep 300", "--num-processes", "1", "--main-process-port", $"{port}");
        await first.OutputHoldsAsync($"port={port}\n");
        using var second = LaunchedProgram.StartScript("echo port=$MASTER_PORT", "--num-processes", "1", "--main-process-port", $"{port}");
        Assert.Equal(0, await second.EndAsync());
        Assert.Contains($"Port {port} is in use", second.Errors);
        Assert.DoesNotContain($"port={port}\n", second.Output);
        first.Signal(9);
        await first.EndAsync();
        using var third = LaunchedProgram.StartScript("echo port=$MASTER_PORT", "--num-processes", "1", "--main-process-port", $"{port}");
        Assert.Equal(0, await third.EndAsync());
        Assert.Equal($"port={port}\n", third.Output);
    }

    [Fact]
    public async Task A_busy_port_is_an_error_on_several_machines()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Any, 0);
        listener.Start();
        var busy = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        using var launch = LaunchedProgram.StartScript("echo started", "--num-processes", "2", "--num-machines", "2", "--main-process-ip", "127.0.0.1", "--main-process-port", $"{busy}");
        Assert.Equal(2, await launch.EndAsync());
        Assert.Contains($"Port {busy} of this machine, the main one, is in use", launch.Errors);
        Assert.Contains("--main-process-port", launch.Errors);
        Assert.DoesNotContain("started", launch.Output);
    }

    [Fact]
    public async Task Port_0_takes_a_free_one()
    {
        using var launch = LaunchedProgram.StartScript("echo port=$MASTER_PORT", "--num-processes", "1", "--main-process-port", "0");
        Assert.Equal(0, await launch.EndAsync());
        Assert.Matches("^port=[1-9][0-9]{3,}\n$", launch.Output);
    }

    [Fact]
    public async Task A_source_file_is_built_and_run()
    {
        using var directory = new TemporaryDirectory();
        var source = directory.Write("app.cs", "System.Console.WriteLine($\"compiled {System.Environment.GetEnvironmentVariable(\"RANK\")} {string.Join(',', args)}\");");
        using (var launch = LaunchedProgram.Start("--num-processes", "2", source, "--epochs", "3"))
        {
            Assert.True(await launch.EndAsync() == 0, launch.Errors);
            Assert.Equal(["[rank 0] compiled 0 --epochs,3", "[rank 1] compiled 1 --epochs,3"], launch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
        }
        directory.Write("app.cs", "int count = \"three\";");
        using (var launch = LaunchedProgram.Start("--num-processes", "2", source))
        {
            Assert.Equal(2, await launch.EndAsync());
            Assert.Contains("CS0029", launch.Errors);
            Assert.Empty(launch.Output);
        }
    }

    [Fact]
    public async Task The_launcher_itself_does_not_load_libtorch()
    {
        using var launch = LaunchedProgram.StartScript("echo ready; exec sleep 300", "--num-processes", "2");
        await launch.OutputHoldsAsync("ready", 2);
        var maps = await File.ReadAllTextAsync($"/proc/{launch.Id}/maps", TestContext.Current.CancellationToken);
        Assert.Contains("libcoreclr", maps);
        Assert.DoesNotContain("torch", maps, StringComparison.OrdinalIgnoreCase);
        launch.Signal(9);
    }

    [Theory]
    [InlineData("There is no 'nowhere'", "nowhere")]
    [InlineData("There is no option --num-procesess. Did you mean '--num-processes'?", "--num-procesess", "2", "sh")]
    [InlineData("no torch.compile", "--dynamo_backend", "inductor", "sh")]
    [InlineData("Hugging Face's", "--fsdp-version", "2", "sh")]
    [InlineData("must be a whole number of at least 1", "--num-processes", "many", "sh")]
    [InlineData("must be a multiple of --num-machines, 2", "--num-processes", "3", "--num-machines", "2", "--main-process-ip", "x", "sh")]
    [InlineData("--main-process-ip is not given", "--num-processes", "4", "--num-machines", "2", "sh")]
    [InlineData("must be a whole number from 0 to 1", "--num-machines", "2", "--machine-rank", "2", "sh")]
    [InlineData("there is no --log-dir", "--tee", "0", "sh")]
    [InlineData("no, fp16 or bf16", "--mixed-precision", "fp8", "sh")]
    [InlineData("There is nothing to launch")]
    public async Task What_cannot_begin_says_why(string reason, params string[] arguments)
    {
        using var launch = LaunchedProgram.Start(arguments);
        Assert.Equal(2, await launch.EndAsync());
        Assert.Contains(reason, launch.Errors);
    }
}
