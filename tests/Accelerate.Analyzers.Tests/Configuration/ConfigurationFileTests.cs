using Accelerate.Analyzers.Configuration;
using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Accelerate.Analyzers.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    [Theory]
    [InlineData("distributed_type: NO\n{|ACC3001:mixed_precison|}: bf16\n")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 2\n  {|ACC3001:zero_stages|}: 3 # higher\n")]
    [InlineData("distributed_type: {|ACC3002:MULTI_GPUS|}\n")]
    [InlineData("distributed_type: NO\nuse_cpu: {|ACC3002:'maybe'|}\n")]
    [InlineData("distributed_type: NO\n{|ACC3002:use_cpu|}: [true]\n")]
    [InlineData("distributed_type: NO\r\nnum_processes: {|ACC3003:4|}\r\n")]
    [InlineData("distributed_type: MULTI_GPU\n{|ACC3003:deepspeed_config|}:\n  zero_stage: 2\n")]
    [InlineData("{|ACC3004:- a\n|}")]
    [InlineData("{|ACC3004:|}# nothing\n")]
    [InlineData("{|ACC3005:|}mixed_precision: bf16\n")]
    [InlineData("distributed_type: NO\n{|ACC3006:tpu_name|}: mine\n")]
    public async Task A_mistake_is_reported_where_it_stands_in_the_file(string file) => await VerifyAsync("accelerate.yaml", file);

    [Fact]
    public async Task Every_mistake_of_a_file_is_reported()
    {
        var diagnostics = await VerifyAsync("accelerate.yml", """
            distributed_type: MULTI_CPU
            {|ACC3001:num_process|}: 2
            fsdp_config: {}
            machine_rank: {|ACC3003:4|}
            num_machines: 2
            mixed_precision: {|ACC3002:half|}
            """);
        Assert.Equal("There is no key 'num_process' at the top of the file. Did you mean 'num_processes'?", diagnostics[0].GetMessage());
        Assert.Equal(("/accelerate.yml", 1, 0), (diagnostics[0].Location.GetLineSpan().Path, diagnostics[0].Location.GetLineSpan().StartLinePosition.Line, diagnostics[0].Location.GetLineSpan().StartLinePosition.Character));
    }

    [Theory]
    [InlineData("accelerate.yaml", "distributed_type: NO\nmixed_precision: bf16\n")]
    [InlineData("settings.yaml", "anything: [")]
    [InlineData("accelerate.yaml.txt", "anything: [")]
    public async Task Right_files_and_other_files_are_left_alone(string name, string file) => await VerifyAsync(name, file);

    [Theory]
    [InlineData("ACC3001")]
    [InlineData("ACC3002")]
    [InlineData("ACC3003")]
    [InlineData("ACC3004")]
    [InlineData("ACC3005")]
    [InlineData("ACC3006")]
    public async Task The_examples_of_a_rules_page_are_as_bad_and_good_as_it_says(string id)
    {
        var examples = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", $"{id}.md")).Split("```yaml\n").Skip(1).Select(part => part.Split("```")[0]).ToArray();
        Assert.Equal(2, examples.Length);
        var test = TestProject.Of("class Program;") with { AdditionalFiles = new Dictionary<string, string> { ["accelerate.yaml"] = examples[0] } };
        var project = test.Create();
        var reported = await Analysis.RunAsync(await test.CompileAsync(project, "The program"), project, [new ConfigurationFileAnalyzer()]);
        Assert.All(reported, diagnostic => Assert.Equal(id, diagnostic.Id));
        Assert.Equal(
            examples[0].Split('\n').Index().Where(line => line.Item.Contains($"# {id}")).Select(line => line.Index),
            reported.Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line));
        await VerifyAsync("accelerate.yaml", examples[1]);
    }

    private static async Task<IReadOnlyList<Diagnostic>> VerifyAsync(string name, string file) => await Verify.DiagnosticsAsync<ConfigurationFileAnalyzer>(
        TestProject.Of("class Program;") with { AdditionalFiles = new Dictionary<string, string> { [name] = file } });
}
