using System.Text.Json;
using Accelerate.Cli.Configuring;
using Accelerate.Configuration;
using Xunit;

namespace Accelerate.Cli.Tests.Configuring;

public sealed class ConfigCommandTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly Dictionary<string, string> _environment;

    public ConfigCommandTests() => _environment = new() { ["HF_HOME"] = _folder.Path };

    private string DefaultFile => _folder["accelerate/default_config.yaml"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_answers_are_written_to_the_default_place()
    {
        var run = Run(new ScriptedConsole().Enter().Enter().Enter());
        Assert.Equal((0, $"Wrote {DefaultFile}\n"), (run.ExitCode, run.Output));
        Assert.Equal("NO", ConfigurationFile.Parse(File.ReadAllText(DefaultFile)).Values.DistributedType);
    }

    [Fact]
    public void A_file_written_over_is_kept_and_what_only_it_says_is_named()
    {
        var file = _folder.Write("old.yaml", "distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 2\n");
        var run = Run(new ScriptedConsole().Enter().Enter().Enter(), "--config-file", file);
        Assert.Contains($"The former file is {file}.bak; what it says of deepspeed_config is only there.", run.Output);
        Assert.Contains("zero_stage: 2", File.ReadAllText($"{file}.bak"));
    }

    [Fact]
    public void Without_a_terminal_the_way_without_questions_is_named()
    {
        var run = Run(new ScriptedConsole(interactive: false));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("accelerate config default", run.Error);
        Assert.False(File.Exists(DefaultFile));
    }

    [Fact]
    public void A_former_file_with_a_mistake_is_left_as_it_is()
    {
        var file = _folder.Write("old.yaml", "distributed_type: NO\nnum_proceses: 2\n");
        var run = Run(new ScriptedConsole(), "--config-file", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}:2:1: There is no key 'num_proceses' at the top of the file. Did you mean 'num_processes'?", run.Error);
    }

    [Theory]
    [InlineData(0, "NO", 1, true)]
    [InlineData(1, "NO", 1, false)]
    [InlineData(4, "MULTI_GPU", 4, false)]
    public void Default_uses_all_of_the_machine(int gpus, string type, int processes, bool cpu)
    {
        var run = CommandRun.Of(new ConfigCommand(Environment, detect: () => new(gpus, 2)), "default", "--mixed-precision", "bf16");
        Assert.Equal(0, run.ExitCode);
        var file = ConfigurationFile.Parse(File.ReadAllText(DefaultFile));
        Assert.Empty(file.Problems);
        Assert.Equal((type, processes, cpu, "bf16"), (file.Values.DistributedType, file.Values.NumProcesses, file.Values.UseCpu, file.Values.MixedPrecision));
    }

    [Fact]
    public void Default_says_when_GPUs_could_not_be_looked_for()
    {
        var run = CommandRun.Of(new ConfigCommand(Environment, detect: () => new(0, 2, "libtorch.so is missing")), "default");
        Assert.Equal((0, "libtorch could not be asked for GPUs: libtorch.so is missing\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Default_replaces_a_file_only_when_told_and_keeps_each_former_one()
    {
        var file = _folder.Write("config.yaml", "distributed_type: FSDP\n");
        var refused = Run(null, "default", "--config-file", file);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error);
        Assert.Equal("distributed_type: FSDP\n", File.ReadAllText(file));

        Assert.Equal(0, Run(null, "default", "--config-file", file, "--force").ExitCode);
        Assert.Equal(0, Run(null, "default", "--config-file", file, "--overwrite", "--mixed-precision", "bf16").ExitCode);
        Assert.Equal("distributed_type: FSDP\n", File.ReadAllText($"{file}.bak"));
        Assert.Contains("mixed_precision: 'no'", File.ReadAllText($"{file}.bak1"));
        Assert.Contains("mixed_precision: bf16", File.ReadAllText(file));
        Assert.Equal(3, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void A_name_that_ends_in_json_gets_JSON()
    {
        var file = _folder["config.json"];
        Assert.Equal(0, Run(null, "default", "--config-file", file).ExitCode);
        Assert.Equal("NO", JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("distributed_type").GetString());
        Assert.Empty(ConfigurationFile.Parse(File.ReadAllText(file)).Problems);
    }

    [Fact]
    public void The_environment_names_the_file_where_the_command_line_does_not()
    {
        _environment["ACCELERATE_CONFIG_FILE"] = _folder["named.yaml"];
        Assert.Equal(0, Run(null, "default").ExitCode);
        Assert.True(File.Exists(_folder["named.yaml"]));
        Assert.False(File.Exists(DefaultFile));
    }

    [Theory]
    [InlineData("default", "--mixed-precision", "fp32")]
    [InlineData("default", "--nonsense")]
    public void A_wrong_command_line_changes_nothing(params string[] arguments)
    {
        Assert.NotEqual(0, Run(null, arguments).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private CommandRun Run(ScriptedConsole? console, params string[] arguments) => CommandRun.Of(new ConfigCommand(Environment, console, () => new(Gpus: 0, Cores: 2)), arguments);

    private string? Environment(string variable) => _environment.GetValueOrDefault(variable);
}
