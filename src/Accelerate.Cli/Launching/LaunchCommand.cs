using System.CommandLine;
using Accelerate.Cli.Configuring;
using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary><c>accelerate launch</c>: starts a program in as many processes as are asked for, and looks after them.</summary>
internal sealed class LaunchCommand : Command
{
    /// <summary>The exit code of a launch that could not begin.</summary>
    public const int CannotBegin = 2;

    private readonly Func<string, string?> _environment;
    private readonly Option<string?> _file = ConfigurationFileOption.ToRead();
    private readonly Option<bool> _explain = new("--explain") { Description = "Print each value and where it comes from, and start nothing." };
    private readonly Option<string> _configuration = new("--configuration", "-c") { Description = "What a project is built as. Default: Release.", DefaultValueFactory = _ => "Release", HelpName = "Release|Debug" };
    private readonly Option<string?> _framework = new("--framework", "-f") { Description = "The framework to build, of a project that has several.", HelpName = "net10.0" };
    private readonly Option<bool> _noBuild = new("--no-build") { Description = "Run what was built before." };
    private readonly Argument<string?> _target = new("target") { Description = "A project folder, a .csproj, a .cs file, a .dll or an executable.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string[]> _arguments = new("arguments") { Description = "The arguments of the program, handed over untouched.", Arity = ArgumentArity.ZeroOrMore };

    public LaunchCommand(Func<string, string?> environment)
        : base("launch", "Starts a training program in one or more processes.")
    {
        _environment = environment;
        foreach (var option in LaunchOptions.All)
            Options.Add(option.ToOption());
        foreach (var option in new Option[] { _file, _explain, _configuration, _framework, _noBuild })
            Options.Add(option);
        Arguments.Add(_target);
        Arguments.Add(_arguments);
        SetAction((parsed, _) => RunAsync(parsed));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        try
        {
            var file = ConfigurationLocation.Find(parsed.GetValue(_file), _environment) is { } found ? CheckedFile.Read(found) : null;
            var sources = new SettingSources(parsed, _environment, file);
            var settings = new LaunchSettings(sources, file, LocalMachine.Look());
            if (parsed.GetValue(_explain))
                return Explain(parsed.InvocationConfiguration.Output, sources, file);
            var target = parsed.GetValue(_target) ?? throw new LaunchException("There is nothing to launch. Give a project folder, a .csproj, a .cs file, a .dll or an executable.");
            var build = new BuildSettings(parsed.GetRequiredValue(_configuration), parsed.GetValue(_framework), parsed.GetValue(_noBuild));
            var plan = settings.PlanFor(LaunchTarget.Resolve(target, parsed.GetValue(_arguments) ?? [], build));
            var console = LaunchConsole.Own();
            if (settings.Remark is { } remark)
                console.Say(remark);
            // One process that a person watches writes to the terminal itself, so that it can show progress in place.
            var ownsConsole = plan.WorldSize == 1 && plan.LogDirectory is null && !Console.IsOutputRedirected && !Console.IsErrorRedirected;
            using var supervisor = new Supervisor(plan, console, ownsConsole);
            return (await supervisor.RunAsync().ConfigureAwait(false)).ExitCode;
        }
        catch (Exception error) when (error is LaunchException or IOException or InvalidDataException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"accelerate launch: {error.Message}");
            return CannotBegin;
        }
    }

    private int Explain(TextWriter output, SettingSources sources, CheckedFile? file)
    {
        output.WriteLine(file is null ? $"No configuration file; {ConfigurationLocation.Default(_environment)} does not exist." : $"Configuration file: {file.Path}");
        TextTable.Write(output, [.. sources.Found.Select(static setting => new[] { setting.Name, setting.Text, setting.Source })]);
        foreach (var remark in file?.Remarks ?? [])
            output.WriteLine($"note: {remark}");
        return 0;
    }
}
