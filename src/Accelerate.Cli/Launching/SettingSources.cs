using System.CommandLine;
using Accelerate.Configuration;

namespace Accelerate.Cli.Launching;

/// <summary>Finds each value in the first place that has it: the command line, the environment, the configuration file.</summary>
internal sealed class SettingSources(ParseResult commandLine, Func<string, string?> environment, ConfigurationValues file, string? filePath)
{
    /// <summary>The path of the configuration file that is read; null where there is none.</summary>
    public string? FilePath { get; } = filePath;

    /// <summary>What the file says.</summary>
    public ConfigurationValues File { get; } = file;

    /// <summary>Who named the configuration file.</summary>
    public string FileSource { get; private init; } = "";

    /// <summary>Reads the configuration file that is named, or the one at Hugging Face's default place.</summary>
    public static SettingSources Read(ParseResult commandLine, Option<string?> fileOption, Func<string, string?> environment)
    {
        if (commandLine.GetValue(fileOption) is { } named)
            return Read(named, "the command line");
        if (environment(ConfigurationFileReader.Variable) is { Length: > 0 } variable)
            return Read(variable, $"the environment, {ConfigurationFileReader.Variable}");
        var usual = DefaultPath(environment);
        return usual is not null && System.IO.File.Exists(usual) ? Read(usual, "its default place") : new(commandLine, environment, new(), null) { FileSource = "default" };

        SettingSources Read(string path, string source)
        {
            path = Path.GetFullPath(path);
            var values = ConfigurationFileReader.Read(name => name == ConfigurationFileReader.Variable ? path : null);
            return new(commandLine, environment, values, path) { FileSource = source };
        }
    }

    /// <summary>The value of an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="byDefault">What it is where nobody says it.</param>
    /// <param name="why">Where the default comes from, if not from nowhere.</param>
    public Setting Find(LaunchOption option, string byDefault, string why = "default")
    {
        if (commandLine.GetResult(option.Option) is { Implicit: false } given)
            return new(option, given.Tokens.Count == 0 ? "true" : given.Tokens[^1].Value, "command line", false);
        if (environment(option.Variable) is { } variable && !string.IsNullOrWhiteSpace(variable))
            return new(option, variable.Trim(), $"environment, {option.Variable}", false);
        if (option.Key is { } key && InFile(option, key) is { } text)
            return new(option, text, File.Entry(key) is { } entry ? $"{FilePath}:{entry.Key.Span.StartLine + 1}" : FilePath!, false);
        return new(option, byDefault, why, true);
    }

    private string? InFile(LaunchOption option, string key) => option switch
    {
        _ when option == LaunchOptions.MixedPrecision => File.IsSet("mixed_precision") || File.IsSet("fp16") ? File.MixedPrecision : null,
        _ when option == LaunchOptions.NumProcesses => File.NumProcesses?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ when option == LaunchOptions.GradientAccumulationSteps => File.GradientAccumulationSteps?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ when option == LaunchOptions.GpuIds => TextOrList(key),
        _ => File.Text(key),
    };

    private string? TextOrList(string key) => File.Entry(key)?.Value is YamlSequence list
        ? string.Join(',', list.Items.OfType<YamlScalar>().Select(static item => item.Text.Trim()))
        : File.Text(key);

    /// <summary>Where Hugging Face keeps the file of whoever does not name one.</summary>
    private static string? DefaultPath(Func<string, string?> environment)
    {
        var home = environment("HF_HOME") is { Length: > 0 } set ? set
            : environment("XDG_CACHE_HOME") is { Length: > 0 } cache ? Path.Combine(cache, "huggingface")
            : environment("HOME") is { Length: > 0 } user ? Path.Combine(user, ".cache", "huggingface")
            : null;
        if (home is null)
            return null;
        var yaml = Path.Combine(home, "accelerate", "default_config.yaml");
        var json = Path.ChangeExtension(yaml, "json");
        return System.IO.File.Exists(yaml) || !System.IO.File.Exists(json) ? yaml : json;
    }
}
