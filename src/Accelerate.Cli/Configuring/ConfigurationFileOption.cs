using System.CommandLine;

namespace Accelerate.Cli.Configuring;

/// <summary>The option <c>--config-file</c> of the commands that read or write the configuration.</summary>
internal static class ConfigurationFileOption
{
    private const string WithoutIt = "Without it: the file that ACCELERATE_CONFIG_FILE names, else ~/.cache/huggingface/accelerate/default_config.yaml ($HF_HOME and $XDG_CACHE_HOME move it).";

    public static Option<string?> ToWrite() => new("--config-file") { HelpName = "file", Description = $"The file to write, JSON where it ends in .json. {WithoutIt}" };

    public static Option<string?> ToRead() => new("--config-file") { HelpName = "file", Description = $"The file to read. {WithoutIt}" };
}
