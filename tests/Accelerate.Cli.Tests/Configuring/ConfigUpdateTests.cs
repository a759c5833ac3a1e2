using System.Text.Json;
using Accelerate.Cli.Configuring;
using Accelerate.Configuration;
using Xunit;

namespace Accelerate.Cli.Tests.Configuring;

public sealed class ConfigUpdateTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Former_keys_get_their_present_form_and_comments_stay()
    {
        var (text, changes) = ConfigurationUpdate.Of("""
            # the cluster downstairs
            compute_environment: LOCAL_MACHINE
            distributed_type: MULTI_GPU   # four cards
            fp16: true # tensor cores
            dynamo_backend: INDUCTOR
            machine_rank: 0
            num_machines: 1
            num_processes: 4
            """);
        Assert.Equal("""
            # the cluster downstairs
            compute_environment: LOCAL_MACHINE
            distributed_type: MULTI_GPU   # four cards
            mixed_precision: fp16 # tensor cores
            dynamo_config: {dynamo_backend: INDUCTOR}
            machine_rank: 0
            num_machines: 1
            num_processes: 4
            debug: false
            use_cpu: false

            """, text, ignoreLineEndingDifferences: true);
        Assert.Equal(
            ["fp16 is now mixed_precision: fp16", "dynamo_backend is now dynamo_config: {dynamo_backend: INDUCTOR}", "debug was added: false, as before without it", "use_cpu was added: false, as before without it"],
            changes);
    }

    [Theory]
    [InlineData("distributed_type: NO\nfp16: false\nmixed_precision: bf16\n", "distributed_type: NO\nmixed_precision: bf16\n")]
    [InlineData("distributed_type: NO\nmixed_precision: no\n", "distributed_type: NO\nmixed_precision: 'no'\n")]
    [InlineData("distributed_type: TPU\nmixed_precision: bf16\n", "distributed_type: XLA\nmixed_precision: bf16\n")]
    [InlineData("distributed_type: NO\ndynamo_backend: 'NO'  # off\nmixed_precision: bf16\n", "distributed_type: NO\n  # off\nmixed_precision: bf16\n")]
    [InlineData(
        "distributed_type: FSDP\nmixed_precision: bf16\nfsdp_config:\n  fsdp_sharding_strategy: 2 # less traffic\n  fsdp_backward_prefetch_policy: BACKWARD_PRE\n",
        "distributed_type: FSDP\nmixed_precision: bf16\nfsdp_config:\n  fsdp_sharding_strategy: SHARD_GRAD_OP # less traffic\n  fsdp_backward_prefetch: BACKWARD_PRE\n")]
    public void Each_former_form_is_known(string before, string after)
    {
        const string Complete = "compute_environment: LOCAL_MACHINE\ndebug: false\nmachine_rank: 0\nnum_machines: 1\nuse_cpu: false\n";
        Assert.Equal(Complete + after, ConfigurationUpdate.Of(Complete + before).Text);
    }

    [Fact]
    public void Nothing_is_done_to_a_file_that_is_up_to_date()
    {
        var file = _folder.Write("config.yaml", "");
        File.Delete(file);
        Assert.Equal(0, Run("default", "--config-file", file).ExitCode);
        var text = File.ReadAllText(file);
        var run = Run("update", "--config-file", file);
        Assert.Equal((0, $"{file} is up to date.\n"), (run.ExitCode, run.Output));
        Assert.Equal(text, File.ReadAllText(file));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_JSON_file_stays_JSON()
    {
        var file = _folder.Write("config.json", """{"distributed_type": "NO", "dynamo_backend": "NO", "fp16": false}""");
        Assert.Equal(0, Run("update", "--config-file", file).ExitCode);
        var root = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Assert.Equal(
            ["distributed_type", "mixed_precision", "compute_environment", "debug", "machine_rank", "num_machines", "use_cpu"],
            root.EnumerateObject().Select(property => property.Name));
        Assert.Equal("no", root.GetProperty("mixed_precision").GetString());
        Assert.Equal("""{"distributed_type": "NO", "dynamo_backend": "NO", "fp16": false}""", File.ReadAllText($"{file}.bak"));
    }

    [Fact]
    public void A_file_with_a_mistake_is_left_as_it_is()
    {
        var file = _folder.Write("config.yaml", "distributed_type: NO\nfp16: true\nmixed_precison: bf16\n");
        var run = Run("update", "--config-file", file);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}:3:1: There is no key 'mixed_precison'", run.Error);
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var run = Run("update", "--config-file", _folder["none.yaml"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"There is no configuration file '{_folder["none.yaml"]}'", run.Error);
        Assert.Contains("accelerate config", Run("update").Error);
    }

    [Fact]
    public void Windows_line_ends_stay()
    {
        var (text, _) = ConfigurationUpdate.Of("distributed_type: NO\r\nfp16: true\r\n");
        Assert.StartsWith("distributed_type: NO\r\nmixed_precision: fp16\r\ncompute_environment: LOCAL_MACHINE\r\n", text);
        Assert.DoesNotContain("\n", text.Replace("\r\n", ""));
        Assert.Empty(ConfigurationFile.Parse(text).Problems);
    }

    private CommandRun Run(params string[] arguments) =>
        CommandRun.Of(new ConfigCommand(variable => variable == "HF_HOME" ? _folder.Path : null, detect: () => new(Gpus: 0, Cores: 2)), arguments);
}
