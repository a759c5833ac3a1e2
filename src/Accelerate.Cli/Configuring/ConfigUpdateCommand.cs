using System.CommandLine;

namespace Accelerate.Cli.Configuring;

/// <summary><c>accelerate config update</c>: brings an older file to the present keys.</summary>
internal sealed class ConfigUpdateCommand : Command
{
    public ConfigUpdateCommand(Func<string, string?> environment)
        : base("update", "Brings an older configuration file, also one of Hugging Face Accelerate's, to the present keys. Comments and order stay.")
    {
        var file = ConfigurationFileOption.ToRead();
        Options.Add(file);
        SetAction(result => CommandFailure.Guard(result, () =>
        {
            var path = ConfigurationLocation.Find(result.GetValue(file), environment)
                ?? throw new FileNotFoundException($"There is no configuration file to update: {ConfigurationLocation.Default(environment)} does not exist. Write one: accelerate config, or accelerate config default.");
            var (text, changes) = ConfigurationUpdate.Of(CheckedFile.Read(path).Text);
            var kept = ConfigurationSaver.Save(path, text);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine(changes.Count == 0 ? $"{path} is up to date." : $"Updated {path}:");
            foreach (var change in changes)
                output.WriteLine($"  {change}");
            if (kept is not null)
                output.WriteLine($"The former file is {kept}");
            return 0;
        }));
    }
}
