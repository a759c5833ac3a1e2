using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Accelerate.Cli.Diagnosing;

/// <summary>What can be said about the machine without libtorch.</summary>
internal static class MachineFacts
{
    private const double Gibibyte = 1L << 30;

    public static IEnumerable<Fact> Find()
    {
        yield return new("accelerate", "Accelerate", Version(typeof(Accelerator).Assembly));
        yield return new("dotnet", ".NET", RuntimeInformation.FrameworkDescription);
        yield return new("platform", "Platform", $"{Distribution()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        if (FirstOf("/proc/cpuinfo", "model name") is { } model)
            yield return new("processor", "Processor", model);
        yield return Cores();
        yield return Memory();
    }

    private static string Version(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";
        return version.Split('+')[0];
    }

    private static string Distribution() => FirstOf("/etc/os-release", "PRETTY_NAME")?.Trim('"') ?? "unknown distribution";

    private static Fact Cores()
    {
        var (usable, present) = (Environment.ProcessorCount, File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").Count(static line => line.StartsWith("processor", StringComparison.Ordinal)) : 0);
        return new("cores", "Cores", present > usable ? $"{usable} of {present}: the others are not for this process" : $"{usable}", usable);
    }

    private static Fact Memory()
    {
        var usable = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var free = FirstOf("/proc/meminfo", "MemAvailable")?.Split(' ')[0] is { } kibibytes && long.TryParse(kibibytes, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count * 1024 : (long?)null;
        var text = string.Create(CultureInfo.InvariantCulture, $"{usable / Gibibyte:0.0} GiB") + (free is { } bytes ? string.Create(CultureInfo.InvariantCulture, $", {bytes / Gibibyte:0.0} GiB of it free") : "");
        return new("memory", "Memory", text, new JsonObject { ["usable_bytes"] = usable, ["free_bytes"] = free });
    }

    /// <summary>The value of the first line of a file that starts with a name.</summary>
    private static string? FirstOf(string file, string name)
    {
        if (!File.Exists(file))
            return null;
        var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? null : line[(line.IndexOfAny([':', '=']) + 1)..].Trim();
    }
}
