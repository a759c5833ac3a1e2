using System.CommandLine;
using Accelerate.Cli.Launching;
using Accelerate.Configuration;

namespace Accelerate.Cli.Configuring;

/// <summary>Says for each value where it comes from, by the same look-up as <c>accelerate launch</c>: the environment, then the file, then the default.</summary>
internal static class ConfigurationSettings
{
    private static readonly (LaunchOption Option, string Default)[] s_known =
    [
        (LaunchOptions.NumMachines, "1"),
        (LaunchOptions.MachineRank, "0"),
        (LaunchOptions.MainProcessIp, "127.0.0.1"),
        (LaunchOptions.MainProcessPort, "29500"),
        (LaunchOptions.NumProcesses, "as many as there are GPUs, else 1"),
        (LaunchOptions.NumCpuThreads, "cores / processes"),
        (LaunchOptions.GpuIds, "all"),
        (LaunchOptions.Cpu, "false"),
        (LaunchOptions.MixedPrecision, "no"),
        (LaunchOptions.GradientAccumulationSteps, "1"),
        (LaunchOptions.Debug, "false"),
    ];

    /// <summary>The values that matter to a program here, then what else the file says, in its order.</summary>
    public static IReadOnlyList<ConfigurationSetting> Resolve(ParseResult commandLine, CheckedFile? file, Func<string, string?> environment)
    {
        var sources = new SettingSources(commandLine, environment, file?.Values ?? new(), file?.Path);
        var settings = new List<ConfigurationSetting> { DistributedType(file) };
        foreach (var (option, standard) in s_known)
        {
            var setting = sources.Find(option, standard);
            settings.Add(new(option.Key ?? option.Name.Replace('-', '_'), setting.Text, setting.Source));
        }
        foreach (var (key, entry) in file?.Values.All ?? [])
        {
            if (entry is { IsSet: true, Value: not YamlMapping } && key != "fp16" && settings.All(setting => setting.Key != key))
                settings.Add(new(key, Text(entry.Value), Line(file!, entry)));
        }
        return settings;
    }

    private static ConfigurationSetting DistributedType(CheckedFile? file) => file?.Values.Entry("distributed_type") is { } entry
        ? new("distributed_type", Text(entry.Value), Line(file, entry))
        : new("distributed_type", "NO", "default");

    private static string Line(CheckedFile file, YamlEntry entry) => $"{file.Path}:{entry.Key.Span.StartLine + 1}";

    private static string Text(YamlNode value) => value switch
    {
        YamlScalar scalar => scalar.Text.Trim(),
        YamlSequence list => string.Join(", ", list.Items.Select(Text)),
        _ => "",
    };
}
