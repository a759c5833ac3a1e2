using System.CommandLine;
using Spectre.Console;

namespace Accelerate.Cli.Configuring;

/// <summary><c>accelerate config</c>: asks how to train on this machine and writes the answers, with sub-commands that ask nothing.</summary>
internal sealed class ConfigCommand : Command
{
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="console">The terminal; null for the process's own.</param>
    /// <param name="detect">Finds out what the machine has.</param>
    public ConfigCommand(Func<string, string?> environment, IAnsiConsole? console = null, Func<Hardware>? detect = null)
        : base("config", "Asks how to train on this machine and writes the answers to a configuration file.")
    {
        detect ??= Hardware.Detect;
        var file = ConfigurationFileOption.ToWrite();
        Options.Add(file);
        Subcommands.Add(new ConfigDefaultCommand(environment, detect));
        Subcommands.Add(new ConfigUpdateCommand(environment));
        Subcommands.Add(new ConfigShowCommand(environment));
        SetAction(result => CommandFailure.Guard(result, () => Ask(result, ConfigurationLocation.Target(result.GetValue(file), environment), console ?? AnsiConsole.Console, detect)));
    }

    private static int Ask(ParseResult result, string path, IAnsiConsole console, Func<Hardware> detect)
    {
        if (console.Profile.Capabilities is not { Interactive: true, Ansi: true })
            throw new NotSupportedException("The questions need a terminal with cursor keys, and there is none. Run 'accelerate config default' to write a configuration for this machine without questions, then change the file.");
        var previous = File.Exists(path) ? CheckedFile.Read(path) : null;
        var answers = new Questionnaire(console, detect(), previous?.Values).Ask();
        var text = ConfigurationText.For(path, answers);
        var lost = previous is null ? [] : Questionnaire.NotCarriedOver(previous.Values);
        var kept = ConfigurationSaver.Save(path, text);
        result.InvocationConfiguration.Output.WriteLine($"Wrote {path}");
        if (kept is not null)
            result.InvocationConfiguration.Output.WriteLine(lost.Count == 0 ? $"The former file is {kept}" : $"The former file is {kept}; what it says of {string.Join(", ", lost)} is only there.");
        return 0;
    }
}
