using Accelerate.Cli.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class SettingTests
{
    private const string File = "distributed_type: DEEPSPEED\nnum_processes: 6\nnum_cpu_threads_per_process: 2\nmixed_precision: bf16\nuse_cpu: true\nnum_machines: 2\nmachine_rank: 1\nmain_process_ip: 10.0.0.1\nmain_process_port: 1234\ndebug: true\ngpu_ids: '0,1'\ndeepspeed_config:\n  gradient_accumulation_steps: 4\nenable_cpu_affinity: true\n";

    public static TheoryData<string, string, string, string, string?, int> Everywhere => new()
    {
        { "--num-processes", "8", "WORLD_SIZE", "4", "6", 2 },
        { "--num-cpu-threads-per-process", "5", "OMP_NUM_THREADS", "4", "2", 3 },
        { "--enable-cpu-affinity", "false", "ACCELERATE_CPU_AFFINITY", "no", "true", 14 },
        { "--mixed-precision", "no", "ACCELERATE_MIXED_PRECISION", "fp16", "bf16", 4 },
        { "--cpu", "false", "ACCELERATE_USE_CPU", "no", "true", 5 },
        { "--machine-rank", "0", "NODE_RANK", "0", "1", 7 },
        { "--main-process-ip", "a", "MASTER_ADDR", "b", "10.0.0.1", 8 },
        { "--main-process-port", "1", "MASTER_PORT", "2", "1234", 9 },
        { "--debug", "false", "ACCELERATE_DEBUG_MODE", "0", "true", 10 },
        { "--gpu-ids", "1", "CUDA_VISIBLE_DEVICES", "2", "0,1", 11 },
        { "--num-machines", "3", "ACCELERATE_NUM_MACHINES", "6", "2", 6 },
        { "--machine-rank", "0", "GROUP_RANK", "0", "1", 7 },
        { "--gradient-accumulation-steps", "2", "ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "3", "4", 13 },
        { "--heartbeat", "1", "ACCELERATE_HEARTBEAT", "2", null, 0 },
        { "--max-restarts", "1", "ACCELERATE_MAX_RESTARTS", "2", null, 0 },
        { "--monitor-interval", "1", "ACCELERATE_MONITOR_INTERVAL", "2", null, 0 },
        { "--log-dir", "a", "ACCELERATE_LOG_DIR", "b", null, 0 },
        { "--tee", "3", "ACCELERATE_TEE", "3", null, 0 },
        { "--role", "a", "ACCELERATE_ROLE", "b", null, 0 },
    };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_command_line_wins_over_the_environment_over_the_file(string option, string given, string variable, string set, string? written, int line)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("accelerate.yaml", File);
        Assert.Matches(Row(option, given, "command line"), Explain(name => name == variable ? set : null, "--config-file", file, $"{option}={given}"));
        Assert.Matches(Row(option, set, $"environment: {variable}"), Explain(name => name == variable ? set : null, "--config-file", file));
        Assert.Matches(written is null ? Row(option, ".*", "default") : Row(option, written, $"accelerate.yaml, line {line}"), Explain(_ => null, "--config-file", file));
        Assert.Matches(Row(option, ".*", "default"), Explain(name => name == "HF_HOME" ? directory.Path : null));
    }

    [Fact]
    public void Every_option_is_among_them() => Assert.Equal(LaunchOptions.All.Select(static option => "--" + option.Name).Order(), Everywhere.Select(static row => row.Data.Item1).Distinct().Order());

    [Fact]
    public void The_environment_may_name_the_file()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("named.yaml", "distributed_type: NO\nmixed_precision: bf16\n");
        Assert.Matches(Row("--mixed-precision", "bf16", "named.yaml, line 2"), Explain(name => name == "ACCELERATE_CONFIG_FILE" ? file : null));
    }

    [Theory]
    [InlineData(null, 4)]
    [InlineData("all", 4)]
    [InlineData("1,3", 2)]
    [InlineData("0,-1,2", 1)]
    [InlineData("-1", 1)]
    [InlineData("", 1)]
    public void There_is_a_process_for_each_GPU_that_is_visible(string? visible, int processes)
    {
        var plan = new LaunchSettings(new(null, name => name == "CUDA_VISIBLE_DEVICES" ? visible : null, null), null, new(Cores: 8, Gpus: 4)).PlanFor(new("train", []));
        Assert.Equal(processes, plan.LocalProcesses);
        Assert.Equal(visible is null or "all" ? null : visible, plan.Environment.GetValueOrDefault("CUDA_VISIBLE_DEVICES"));
    }

    [Fact]
    public void The_file_at_the_default_place_counts()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["accelerate"]);
        directory.Write("accelerate/default_config.yaml", "distributed_type: NO\nmixed_precision: bf16\n");
        Assert.Matches(Row("--mixed-precision", "bf16", "default_config.yaml, line 2"), Explain(name => name == "HF_HOME" ? directory.Path : null));
    }

    [Fact]
    public void A_mistake_in_the_file_is_an_error_with_its_line()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("accelerate.yaml", "distributed_type: NO\nnum_procesess: 2\n");
        var run = CommandRun.Of(new LaunchCommand(_ => null), "--config-file", file, "--explain");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{file}:2:1", run.Error);
        Assert.Contains("Did you mean 'num_processes'?", run.Error);
    }

    private static string Row(string option, string value, string source) => $"(?m)^  {option[2..]} +{value} +{source}$";

    private static string Explain(Func<string, string?> environment, params string[] arguments)
    {
        var run = CommandRun.Of(new LaunchCommand(environment), [.. arguments, "--explain"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output;
    }
}
