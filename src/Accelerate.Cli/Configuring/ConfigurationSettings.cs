using Accelerate.Configuration;

namespace Accelerate.Cli.Configuring;

/// <summary>Says for each value where it came from: the environment, then the file, then the default.</summary>
internal static class ConfigurationSettings
{
    private static readonly (string Key, string[] Variables, string Default)[] s_known =
    [
        ("distributed_type", [], "NO"),
        ("num_machines", [], "1"),
        ("machine_rank", ["GROUP_RANK", "NODE_RANK"], "0"),
        ("main_process_ip", ["MASTER_ADDR"], "127.0.0.1"),
        ("main_process_port", ["MASTER_PORT"], "29500"),
        ("num_processes", ["WORLD_SIZE"], "as many as there are GPUs, else 1"),
        ("num_cpu_threads_per_process", ["OMP_NUM_THREADS"], "cores / processes"),
        ("gpu_ids", ["CUDA_VISIBLE_DEVICES"], "all"),
        ("use_cpu", ["ACCELERATE_USE_CPU"], "false"),
        ("mixed_precision", ["ACCELERATE_MIXED_PRECISION"], "no"),
        ("deepspeed_config.gradient_accumulation_steps", ["ACCELERATE_GRADIENT_ACCUMULATION_STEPS"], "1"),
        ("debug", ["ACCELERATE_DEBUG_MODE"], "false"),
    ];

    /// <summary>The values that matter to a program here, then what else the file says, in its order.</summary>
    public static IReadOnlyList<ConfigurationSetting> Resolve(CheckedFile? file, Func<string, string?> environment)
    {
        var settings = new List<ConfigurationSetting>();
        foreach (var (key, variables, standard) in s_known)
        {
            if (variables.FirstOrDefault(variable => !string.IsNullOrWhiteSpace(environment(variable))) is { } variable)
                settings.Add(new(key, environment(variable)!.Trim(), $"environment: {variable}"));
            else if (FromFile(file, key) is { } found)
                settings.Add(found);
            else
                settings.Add(new(key, standard, "default"));
        }
        foreach (var (key, entry) in file?.Values.All ?? [])
        {
            if (entry is { IsSet: true, Value: not YamlMapping } && settings.All(setting => setting.Key != key) && !(key == "fp16" && settings.Any(static setting => setting.Key == "mixed_precision")))
                settings.Add(new(key, Text(entry.Value), Line(file!, entry)));
        }
        return settings;
    }

    private static ConfigurationSetting? FromFile(CheckedFile? file, string key)
    {
        if (key == "mixed_precision" && file is not null && file.Values.MixedPrecision is { } precision && (file.Values.Entry(key) is { IsSet: true } entry || (entry = file.Values.Entry("fp16")) is { IsSet: true }))
            return new(key, precision, Line(file, entry));
        if (file?.Values.Entry(key) is not { IsSet: true } found || (key == "num_processes" && file.Values.NumProcesses is null))
            return null;
        return new(key, Text(found.Value), Line(file, found));
    }

    private static string Line(CheckedFile file, YamlEntry entry) => $"{Path.GetFileName(file.Path)}, line {entry.Key.Span.StartLine + 1}";

    private static string Text(YamlNode value) => value switch
    {
        YamlScalar scalar => scalar.Text.Trim(),
        YamlSequence list => string.Join(", ", list.Items.Select(Text)),
        YamlMapping section => string.Join(", ", section.Entries.Select(static entry => $"{entry.Key.Text}: {Text(entry.Value)}")),
        _ => "",
    };
}
