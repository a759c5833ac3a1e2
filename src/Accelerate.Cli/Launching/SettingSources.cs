using System.CommandLine;
using System.Globalization;
using Accelerate.Configuration;

namespace Accelerate.Cli.Launching;

/// <summary>Finds each value in the first place that has it: the command line, the environment, the configuration file.</summary>
/// <param name="commandLine">A command line with the options of a launch; null for none.</param>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="file">The configuration file; null for none.</param>
internal sealed class SettingSources(ParseResult? commandLine, Func<string, string?> environment, CheckedFile? file)
{
    private readonly List<Setting> _found = [];

    /// <summary>Every value found so far.</summary>
    public IReadOnlyList<Setting> Found => _found;

    /// <summary>The value of an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="byDefault">What it is where nobody says it.</param>
    public Setting Find(LaunchOption option, string byDefault)
    {
        var setting = FromCommandLine(option) ?? FromEnvironment(option) ?? FromFile(option) ?? new(option.Name, byDefault, "default", true);
        _found.Add(setting);
        return setting;
    }

    private Setting? FromCommandLine(LaunchOption option) =>
        commandLine?.GetResult("--" + option.Name) is System.CommandLine.Parsing.OptionResult { Implicit: false } given
            ? new(option.Name, given.Tokens.Count == 0 ? "true" : given.Tokens[^1].Value, "command line", false)
            : null;

    private Setting? FromEnvironment(LaunchOption option)
    {
        foreach (var variable in option.Variables)
        {
            if (environment(variable) is { } value && (string.IsNullOrWhiteSpace(value) ? option.EmptyMeans : value.Trim()) is { } text)
                return new(option.Name, text, $"environment: {variable}", false);
        }
        return null;
    }

    private Setting? FromFile(LaunchOption option)
    {
        if (file is null || option.Key is null)
            return null;
        var (entry, text) = (file.Values.Entry(option.Key), file.Values.Text(option.Key));
        if (option == LaunchOptions.MixedPrecision)
            (entry, text) = (entry is { IsSet: true } ? entry : file.Values.Entry("fp16"), file.Values.MixedPrecision);
        else if (option == LaunchOptions.NumProcesses)
            text = file.Values.NumProcesses?.ToString(CultureInfo.InvariantCulture);
        else if (option == LaunchOptions.GradientAccumulationSteps)
            text = file.Values.GradientAccumulationSteps?.ToString(CultureInfo.InvariantCulture);
        else if (entry?.Value is YamlSequence list)
            text = string.Join(',', list.Items.OfType<YamlScalar>().Select(static item => item.Text.Trim()));
        return entry is { IsSet: true } && text is not null
            ? new(option.Name, text, $"{Path.GetFileName(file.Path)}, line {entry.Key.Span.StartLine + 1}", false)
            : null;
    }
}
