using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Accelerate.Cli.Configuring;

/// <summary><c>accelerate config show</c>: prints the values in force and where each comes from.</summary>
internal sealed class ConfigShowCommand : Command
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ConfigShowCommand(Func<string, string?> environment)
        : base("show", "Prints the values in force, each with where it comes from: environment, file or default.")
    {
        var path = ConfigurationFileOption.ToRead();
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        Options.Add(path);
        Options.Add(json);
        SetAction(result => CommandFailure.Guard(result, () =>
        {
            var file = ConfigurationLocation.Find(result.GetValue(path), environment) is { } found ? CheckedFile.Read(found) : null;
            var settings = ConfigurationSettings.Resolve(file, environment);
            var output = result.InvocationConfiguration.Output;
            if (settings.Problem is not null)
                result.InvocationConfiguration.Error.WriteLine($"accelerate launch would not begin: {settings.Problem}");
            if (result.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new { file = file?.Path, settings = settings.All.Select(static setting => new { key = setting.Key, value = setting.Value, source = setting.Source }) }, s_json));
                return settings.Problem is null ? 0 : 1;
            }
            output.WriteLine(file is null ? $"No configuration file; {ConfigurationLocation.Default(environment)} does not exist." : $"Configuration file: {file.Path}");
            TextTable.Write(output, [.. settings.All.Select(static setting => new[] { setting.Key, setting.Value, setting.Source })]);
            foreach (var remark in file?.Remarks ?? [])
                output.WriteLine($"note: {remark}");
            return settings.Problem is null ? 0 : 1;
        }));
    }
}
