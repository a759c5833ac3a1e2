using Accelerate.Cli.Launching;
using Accelerate.Configuration;
using Accelerate.Launching;

namespace Accelerate.Cli.Configuring;

/// <summary>The values that a launch would have here, and where each comes from: the environment, the file or the default.</summary>
/// <param name="All">What a launch reads, by the same look-up, then what else the file says, in its order.</param>
/// <param name="Problem">Why a launch would not begin; null where it would.</param>
internal sealed record ConfigurationSettings(IReadOnlyList<ConfigurationSetting> All, string? Problem)
{
    public static ConfigurationSettings Resolve(CheckedFile? file, Func<string, string?> environment)
    {
        var sources = new SettingSources(null, environment, file);
        string? problem = null;
        try
        {
            _ = new LaunchSettings(sources, file, LocalMachine.Look());
        }
        catch (LaunchException error)
        {
            problem = error.Message;
        }
        var settings = new List<ConfigurationSetting> { DistributedType(file) };
        settings.AddRange(sources.Found.Select(static setting => new ConfigurationSetting(KeyOf(setting.Name), setting.Text, setting.Source)));
        foreach (var (key, entry) in file?.Values.All ?? [])
        {
            if (entry is { IsSet: true, Value: not YamlMapping } && key != "fp16" && settings.All(setting => setting.Key != key))
                settings.Add(new(key, Text(entry.Value), Line(file!, entry)));
        }
        return new(settings, problem);
    }

    private static string KeyOf(string option) => LaunchOptions.All.FirstOrDefault(known => known.Name == option)?.Key ?? option.Replace('-', '_');

    private static ConfigurationSetting DistributedType(CheckedFile? file) => file?.Values.Entry("distributed_type") is { } entry
        ? new("distributed_type", Text(entry.Value), Line(file, entry))
        : new("distributed_type", "NO", "default");

    private static string Line(CheckedFile file, YamlEntry entry) => $"{Path.GetFileName(file.Path)}, line {entry.Key.Span.StartLine + 1}";

    private static string Text(YamlNode value) => value switch
    {
        YamlScalar scalar => scalar.Text.Trim(),
        YamlSequence list => string.Join(", ", list.Items.Select(Text)),
        _ => "",
    };
}
