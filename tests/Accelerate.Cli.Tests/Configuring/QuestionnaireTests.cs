using Accelerate.Cli.Configuring;
using Accelerate.Configuration;
using Xunit;

namespace Accelerate.Cli.Tests.Configuring;

public sealed class QuestionnaireTests
{
    private static readonly Hardware s_cpu = new(Gpus: 0, Cores: 8), s_fourGpus = new(Gpus: 4, Cores: 32);

    [Fact]
    public void Enter_alone_takes_what_fits_the_machine() => AssertAnswers(
        new ScriptedConsole().Enter().Enter().Enter(), s_cpu, null,
        """
        compute_environment: LOCAL_MACHINE
        debug: false
        distributed_type: 'NO'
        machine_rank: 0
        mixed_precision: 'no'
        num_machines: 1
        num_processes: 1
        use_cpu: true

        """);

    [Fact]
    public void Arrows_choose_and_typing_replaces_the_number_offered() => AssertAnswers(
        new ScriptedConsole().Down(1).Enter().Type("4").Type("1").Down(1).Type("y"), s_cpu, null,
        """
        compute_environment: LOCAL_MACHINE
        debug: true
        distributed_type: MULTI_CPU
        machine_rank: 0
        mixed_precision: bf16
        num_cpu_threads_per_process: 1
        num_machines: 1
        num_processes: 4
        use_cpu: true

        """);

    [Fact]
    public void Several_machines_are_asked_for_rank_address_and_port() => AssertAnswers(
        new ScriptedConsole().Down().Type("2").Type("1").Type("10.0.0.7").Type("29600").Enter().Enter().Down(2).Enter(), s_fourGpus, null,
        """
        compute_environment: LOCAL_MACHINE
        debug: false
        distributed_type: MULTI_GPU
        gpu_ids: all
        machine_rank: 1
        main_process_ip: '10.0.0.7'
        main_process_port: 29600
        mixed_precision: fp16
        num_machines: 2
        num_processes: 8
        same_network: true
        use_cpu: false

        """);

    [Fact]
    public void The_former_file_is_offered() => AssertAnswers(
        new ScriptedConsole().Enter().Enter().Enter().Enter().Enter().Enter(), s_fourGpus,
        "distributed_type: MULTI_GPU\nnum_processes: 2\ngpu_ids: 0,3\nmixed_precision: bf16\ndebug: true\n",
        """
        compute_environment: LOCAL_MACHINE
        debug: true
        distributed_type: MULTI_GPU
        gpu_ids: '0,3'
        machine_rank: 0
        mixed_precision: bf16
        num_machines: 1
        num_processes: 2
        use_cpu: false

        """);

    [Fact]
    public void A_wrong_answer_is_explained_and_asked_for_again()
    {
        var console = new ScriptedConsole().Down(0).Type("2").Type("2").Type("1").Type("10.0.0.7").Enter().Type("7").Type("6").Type("0,9").Type("0,1").Type("0,1,1").Type("0,1,2").Enter().Enter();
        var answers = new Questionnaire(console, s_fourGpus, null).Ask().ToDictionary();
        Assert.Equal((6, "0,1,2"), (answers["num_processes"], answers["gpu_ids"]));
        Assert.Contains("Give a number from 0 to 1.", console.Screen);
        Assert.Contains("give a multiple of 2", console.Screen);
        Assert.Contains("There is no GPU 9: this machine has 4", console.Screen);
        Assert.Contains("3 processes on this machine need as many GPUs, and 2 are given.", console.Screen);
        Assert.Contains("A GPU is given twice.", console.Screen);
    }

    [Fact]
    public void What_the_questions_do_not_cover_is_told()
    {
        var former = ConfigurationFile.Parse("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\ndowncast_bf16: 'no'\n").Values;
        Assert.Equal(["fsdp_config"], Questionnaire.NotCarriedOver(former));
        var console = new ScriptedConsole().Enter().Enter().Enter();
        new Questionnaire(console, s_cpu, former).Ask();
        Assert.Contains("The former file says FSDP, which this version does not have.", console.Screen);
    }

    private static void AssertAnswers(ScriptedConsole console, Hardware hardware, string? former, string expected)
    {
        var answers = new Questionnaire(console, hardware, former is null ? null : ConfigurationFile.Parse(former).Values).Ask();
        var text = ConfigurationText.For("file.yaml", answers);
        Assert.Equal(expected, text, ignoreLineEndingDifferences: true);
        Assert.Equal(0, console.KeysLeft);
        Assert.DoesNotContain(ConfigurationFile.Parse(text).Problems, problem => problem.IsError);
    }
}
