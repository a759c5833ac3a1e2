using System.Globalization;
using Accelerate.Configuration;
using Spectre.Console;

namespace Accelerate.Cli.Configuring;

/// <summary>Asks how to train, only what has a meaning for the answers so far; the values of a former file are the ones offered first.</summary>
internal sealed class Questionnaire(IAnsiConsole console, Hardware hardware, ConfigurationValues? former)
{
    private const int UsualPort = 29500;
    private const string AllGpus = "all";

    private static readonly (string Type, string Label)[] s_types =
    [
        ("NO", "One process"),
        ("MULTI_CPU", "Several processes on CPUs"),
        ("MULTI_GPU", "Several GPUs, a process for each"),
    ];

    private static readonly string[] s_asked =
    [
        "compute_environment", "debug", "distributed_type", "fp16", "gpu_ids", "machine_rank", "main_process_ip", "main_process_port", "main_training_function", "mixed_precision",
        "num_cpu_threads_per_process", "num_machines", "num_processes", "rdzv_backend", "same_network", "use_cpu",
    ];

    private readonly ConfigurationValues _former = former ?? new();
    private readonly SortedDictionary<string, object> _answers = new(StringComparer.Ordinal) { ["compute_environment"] = "LOCAL_MACHINE" };

    /// <summary>The keys of a former file that the questions do not cover and that say something.</summary>
    public static IReadOnlyList<string> NotCarriedOver(ConfigurationValues former) =>
        [.. former.All.Where(static pair => pair.Value.IsSet && !pair.Key.Contains('.') && !s_asked.Contains(pair.Key)
            && !(pair.Value.Value is YamlScalar scalar && BooleanType.Parse(scalar.Text) == false)).Select(static pair => pair.Key)];

    /// <summary>Asks; returns the keys of the file by name.</summary>
    public IReadOnlyList<KeyValuePair<string, object>> Ask()
    {
        var type = AskType();
        _answers["distributed_type"] = type;
        var machines = type == "NO" ? 1 : AskNumber("How many [green]machines[/] take part?", _former.Number("num_machines") ?? 1, 1);
        _answers["num_machines"] = machines;
        _answers["machine_rank"] = 0;
        if (machines > 1)
            AskMachines(machines);
        var usesGpu = type == "MULTI_GPU" || (type == "NO" && hardware.Gpus > 0 && !Confirm("Train on the [green]CPU[/] although there is a GPU?", _former.UseCpu ?? false));
        _answers["use_cpu"] = !usesGpu;
        var processes = type == "NO" ? 1 : AskProcesses(type, machines);
        _answers["num_processes"] = processes;
        if (usesGpu)
            AskGpus(processes / machines);
        else
            AskThreads(processes / machines);
        AskPrecision(usesGpu);
        _answers["debug"] = type != "NO" && Confirm("Check before each [green]collective[/] (slower) that all ranks call the same one?", _former.Flag("debug") ?? false);
        return [.. _answers];
    }

    private string AskType()
    {
        if (_former.DistributedType is { } type && s_types.All(known => known.Type != type))
            console.MarkupLineInterpolated($"[yellow]The former file says {type}, which this version does not have. It will be kept with .bak appended to its name.[/]");
        return Choose("How is training [green]distributed[/]?", s_types, _former.DistributedType ?? (hardware.Gpus > 1 ? "MULTI_GPU" : "NO"));
    }

    private void AskMachines(int machines)
    {
        var rank = _former.Number("machine_rank") is { } known && known < machines ? known : 0;
        _answers["machine_rank"] = AskNumber("What is the [green]rank[/] of this machine, from 0?", rank, 0, machines - 1);
        _answers["main_process_ip"] = AskText("What is the [green]address[/] of the machine with rank 0?", _former.Text("main_process_ip"), static text => text.Length > 0 && !text.Any(char.IsWhiteSpace) ? null : "Give a host name or an IP address.");
        _answers["main_process_port"] = AskNumber("Which [green]port[/] do the machines meet at?", _former.Number("main_process_port") ?? UsualPort, 1, 65535);
        _answers["same_network"] = true;
    }

    private int AskProcesses(string type, int machines)
    {
        var most = type == "MULTI_GPU" ? hardware.Gpus : hardware.Cores;
        var least = type == "MULTI_GPU" ? Math.Max(2, machines) : machines;
        var offered = _former.NumProcesses is { } known && known >= least && known % machines == 0 ? known : Math.Max(least, Math.Max(1, most) * machines);
        return AskNumber(
            machines > 1 ? "How many [green]processes[/] on all machines together?" : "How many [green]processes[/]?",
            offered % machines == 0 ? offered : machines * 2, least, int.MaxValue,
            count => count % machines == 0 ? null : $"The {machines} machines must have equally many: give a multiple of {machines}.");
    }

    private void AskGpus(int onThisMachine)
    {
        var ids = AskText("Which [green]GPUs[/] of this machine? Numbers with commas, or all", FormerGpus() ?? AllGpus, text => GpuProblem(text, onThisMachine));
        _answers["gpu_ids"] = ids.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
    }

    private string? FormerGpus() => _former.Entry("gpu_ids")?.Value switch
    {
        YamlScalar { IsNull: false } scalar => scalar.Text.Trim(),
        YamlSequence list => string.Join(",", list.Items.OfType<YamlScalar>().Select(static item => item.Text.Trim())),
        _ => null,
    };

    private string? GpuProblem(string text, int onThisMachine)
    {
        if (text.Trim().Equals(AllGpus, StringComparison.OrdinalIgnoreCase))
            return null;
        var ids = text.Split(',', StringSplitOptions.TrimEntries);
        if (ids.Any(static id => !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            return "Give the numbers of GPUs with commas between them, such as 0,1, or all.";
        if (ids.Distinct().Count() < ids.Length)
            return "A GPU is given twice.";
        if (ids.FirstOrDefault(id => hardware.Gpus > 0 && int.Parse(id, CultureInfo.InvariantCulture) >= hardware.Gpus) is { } missing)
            return $"There is no GPU {missing}: this machine has {hardware.Gpus}, counted from 0.";
        return ids.Length < onThisMachine ? $"{onThisMachine} processes on this machine need as many GPUs, and {ids.Length} are given." : null;
    }

    /// <summary>The key is ours alone, so it is written only for a number that is not the usual one: the file stays Hugging Face's.</summary>
    private void AskThreads(int onThisMachine)
    {
        var usual = Math.Max(1, hardware.Cores / onThisMachine);
        var threads = AskNumber("How many [green]threads[/] for each process?", _former.Number("num_cpu_threads_per_process") ?? usual, 1);
        if (threads != usual)
            _answers["num_cpu_threads_per_process"] = threads;
    }

    private void AskPrecision(bool usesGpu)
    {
        (string, string)[] precisions = [("no", "no: every operator computes in the type of its inputs"), ("bf16", "bf16: bfloat16, where the hardware is fast at it")];
        if (usesGpu)
            precisions = [.. precisions, ("fp16", "fp16: half precision with loss scaling")];
        _answers["mixed_precision"] = Choose("Which [green]precision[/] do models compute in?", precisions, _former.MixedPrecision ?? "no");
    }

    /// <summary>Chooses with the arrow keys; the one offered is at the top, so that Enter takes it.</summary>
    private string Choose(string question, (string Value, string Label)[] choices, string offered)
    {
        var ordered = choices.OrderByDescending(choice => choice.Value == offered).ToArray();
        var chosen = console.Prompt(new SelectionPrompt<(string Value, string Label)>().Title(question).UseConverter(static choice => choice.Label).AddChoices(ordered));
        console.MarkupLine($"{question} [blue]{Markup.Escape(chosen.Value)}[/]");
        return chosen.Value;
    }

    private bool Confirm(string question, bool offered) => console.Prompt(new ConfirmationPrompt(question) { DefaultValue = offered });

    private int AskNumber(string question, int offered, int least, int most = int.MaxValue, Func<int, string?>? problem = null) => console.Prompt(
        new TextPrompt<int>(question).DefaultValue(offered).ValidationErrorMessage("[red]Give a whole number.[/]").Validate(number =>
            number < least || number > most
                ? ValidationResult.Error(most == int.MaxValue ? $"[red]Give at least {least}.[/]" : $"[red]Give a number from {least} to {most}.[/]")
                : problem?.Invoke(number) is { } wrong ? ValidationResult.Error($"[red]{Markup.Escape(wrong)}[/]") : ValidationResult.Success()));

    private string AskText(string question, string? offered, Func<string, string?> problem)
    {
        var prompt = new TextPrompt<string>(question).Validate(text => problem(text.Trim()) is { } wrong ? ValidationResult.Error($"[red]{Markup.Escape(wrong)}[/]") : ValidationResult.Success());
        return console.Prompt(offered is null ? prompt : prompt.DefaultValue(offered)).Trim();
    }
}
