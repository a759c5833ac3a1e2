using System.Text.Json;
using Accelerate.Cli.Configuring;
using Xunit;

namespace Accelerate.Cli.Tests.Configuring;

public sealed class ConfigShowTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Dictionary<string, string> _environment;

    public ConfigShowTests() => _environment = new() { ["HF_HOME"] = _folder.Path };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_value_says_where_it_comes_from()
    {
        _environment["ACCELERATE_MIXED_PRECISION"] = "bf16";
        var file = _folder.Write("my.yaml", "distributed_type: MULTI_CPU\nnum_processes: 2\nmixed_precision: 'no'\ndeepspeed_config: {}\nrdzv_backend: static\ntpu_name: alpha\n");
        var run = Run("show", "--config-file", file);
        Assert.Equal(0, run.ExitCode);
        AssertRow(run.Output, "distributed_type", "MULTI_CPU", "my.yaml, line 1");
        AssertRow(run.Output, "num_processes", "2", "my.yaml, line 2");
        AssertRow(run.Output, "mixed_precision", "bf16", "environment: ACCELERATE_MIXED_PRECISION");
        AssertRow(run.Output, "main_process_port", "29500", "default");
        AssertRow(run.Output, "rdzv_backend", "static", "my.yaml, line 5");
        Assert.Contains($"note: {file}:6:1: 'tpu_name' has no effect here", run.Output);
    }

    [Fact]
    public void The_former_key_of_half_precision_is_shown_under_the_present_one()
    {
        var file = _folder.Write("old.yaml", "distributed_type: NO\nfp16: true\n");
        AssertRow(Run("show", "--config-file", file).Output, "mixed_precision", "fp16", "old.yaml, line 2");
    }

    [Fact]
    public void Without_a_file_the_defaults_are_shown()
    {
        var run = Run("show");
        Assert.StartsWith($"No configuration file; {_folder["accelerate/default_config.yaml"]} does not exist.", run.Output);
        AssertRow(run.Output, "mixed_precision", "no", "default");
    }

    [Fact]
    public void JSON_holds_the_same()
    {
        var file = _folder.Write("my.yaml", "distributed_type: NO\ndebug: true\n");
        var root = JsonDocument.Parse(Run("show", "--json", "--config-file", file).Output).RootElement;
        Assert.Equal(file, root.GetProperty("file").GetString());
        var debug = root.GetProperty("settings").EnumerateArray().Single(setting => setting.GetProperty("key").GetString() == "debug");
        Assert.Equal(("true", "my.yaml, line 2"), (debug.GetProperty("value").GetString(), debug.GetProperty("source").GetString()));
    }

    [Fact]
    public void A_value_that_a_launch_would_refuse_is_told()
    {
        _environment["OMP_NUM_THREADS"] = "many";
        var run = Run("show");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("accelerate launch would not begin: --num-cpu-threads-per-process is 'many' (environment: OMP_NUM_THREADS)", run.Error);
        AssertRow(run.Output, "num_cpu_threads_per_process", "many", "environment: OMP_NUM_THREADS");
    }

    [Fact]
    public void Defaults_are_those_of_this_machine() =>
        AssertRow(Run("show").Output, "num_cpu_threads_per_process", Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture), "default");

    [Fact]
    public void A_file_that_the_environment_names_in_vain_is_an_error()
    {
        _environment["ACCELERATE_CONFIG_FILE"] = _folder["gone.yaml"];
        var run = Run("show");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The environment variable ACCELERATE_CONFIG_FILE is", run.Error);
    }

    private static void AssertRow(string output, params string[] cells) =>
        Assert.Contains(output.Split('\n'), line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SequenceEqual(cells));

    private CommandRun Run(params string[] arguments) => CommandRun.Of(new ConfigCommand(_environment.GetValueOrDefault, detect: () => new(Gpus: 0, Cores: 2)), arguments);
}
