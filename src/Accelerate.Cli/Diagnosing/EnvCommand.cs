using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Accelerate.Cli.Configuring;

namespace Accelerate.Cli.Diagnosing;

/// <summary><c>accelerate env</c>: what a report of a problem should say about the machine, and what on it should be mended.</summary>
internal sealed class EnvCommand : Command
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public EnvCommand(Func<string, string?> environment)
        : base("env", "Prints versions, devices, memory, the speed of matrix products and the configuration: what to put into a report of a problem.")
    {
        var path = ConfigurationFileOption.ToRead();
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        Options.Add(path);
        Options.Add(json);
        SetAction(result =>
        {
            var advice = new List<string>();
            Fact[] facts = [.. MachineFacts.Find(), .. TorchFacts.Find(environment, advice)];
            var (file, settings) = Configuration(result.GetValue(path), environment, advice);
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json))
                output.WriteLine(Json(facts, file, settings, advice).ToJsonString(s_json));
            else
                Write(output, facts, file, settings, advice);
            return 0;
        });
    }

    /// <summary>A file that cannot be read is something to mend, not a reason to print nothing.</summary>
    private static (string? File, IReadOnlyList<ConfigurationSetting> Settings) Configuration(string? named, Func<string, string?> environment, List<string> advice)
    {
        CheckedFile? file = null;
        try
        {
            if (ConfigurationLocation.Find(named, environment) is { } found)
                file = CheckedFile.Read(found);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            advice.Add(error.Message);
        }
        var settings = ConfigurationSettings.Resolve(file, environment);
        if (settings.Problem is not null)
            advice.Add($"accelerate launch would not begin: {settings.Problem}");
        return (file?.Path, settings.All);
    }

    private static void Write(TextWriter output, Fact[] facts, string? file, IReadOnlyList<ConfigurationSetting> settings, List<string> advice)
    {
        TextTable.Write(output, [.. facts.Select(static fact => new[] { fact.Label, fact.Text })]);
        output.WriteLine();
        output.WriteLine(file is null ? "Configuration: no file" : $"Configuration: {file}");
        TextTable.Write(output, [.. settings.Select(static setting => new[] { setting.Key, setting.Value, setting.Source })]);
        if (advice.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine("To mend:");
        foreach (var line in advice)
            output.WriteLine($"  - {line.ReplaceLineEndings("\n    ")}");
    }

    private static JsonObject Json(Fact[] facts, string? file, IReadOnlyList<ConfigurationSetting> settings, List<string> advice)
    {
        var root = new JsonObject();
        foreach (var fact in facts)
            root[fact.Key] = fact.Value ?? fact.Text;
        root["configuration"] = new JsonObject
        {
            ["file"] = file,
            ["settings"] = new JsonArray([.. settings.Select(static setting => new JsonObject { ["key"] = setting.Key, ["value"] = setting.Value, ["source"] = setting.Source })]),
        };
        root["to_mend"] = new JsonArray([.. advice.Select(static line => JsonValue.Create(line))]);
        return root;
    }
}
