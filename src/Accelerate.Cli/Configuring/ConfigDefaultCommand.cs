using System.CommandLine;

namespace Accelerate.Cli.Configuring;

/// <summary><c>accelerate config default</c>: writes a configuration that uses all of this machine, without questions.</summary>
internal sealed class ConfigDefaultCommand : Command
{
    public ConfigDefaultCommand(Func<string, string?> environment, Func<Hardware> detect)
        : base("default", "Writes a configuration that uses all of this machine, without questions.")
    {
        var file = ConfigurationFileOption.ToWrite();
        var precision = new Option<string>("--mixed-precision") { Description = "The precision that models compute in.", DefaultValueFactory = static _ => "no" };
        precision.AcceptOnlyFromAmong("no", "fp16", "bf16");
        var overwrite = new Option<bool>("--overwrite", "--force") { Description = "Replace a file that is there. It is kept, with .bak appended to its name." };
        Options.Add(file);
        Options.Add(precision);
        Options.Add(overwrite);
        SetAction(result => CommandFailure.Guard(result, () =>
        {
            var hardware = detect();
            var chosen = Enum.Parse<MixedPrecision>(result.GetValue(precision)!, ignoreCase: true);
            var path = AcceleratorConfiguration.WriteDefault(ConfigurationLocation.Target(result.GetValue(file), environment), chosen, result.GetValue(overwrite), hardware, out var kept);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine($"Wrote {path}: {Describe(hardware)}");
            if (kept is not null)
                output.WriteLine($"The former file is {kept}");
            if (hardware.Problem is not null)
                result.InvocationConfiguration.Error.WriteLine($"libtorch could not be asked for GPUs: {hardware.Problem}");
            return 0;
        }));
    }

    private static string Describe(Hardware hardware) => hardware.Gpus switch
    {
        0 => $"one process on the CPU with {hardware.Cores} {(hardware.Cores == 1 ? "core" : "cores")}.",
        1 => "one process on one GPU.",
        var count => $"{count} processes, one for each GPU.",
    };
}
