using System.Globalization;

namespace Accelerate.Launching;

/// <summary>The cores that a process of a launch is bound to.</summary>
internal static class CoreShare
{
    private const string Allowed = "Cpus_allowed_list:";

    /// <summary>The share of a local rank in the cores that this process may use, in the form of <c>taskset --cpu-list</c>.</summary>
    public static string Of(int localRank, int processes) =>
        Of(File.ReadLines("/proc/self/status").First(static line => line.StartsWith(Allowed, StringComparison.Ordinal))[Allowed.Length..].Trim(), localRank, processes);

    /// <summary>Consecutive cores, as many for each process; the first ones get one more where it does not come out even. Of more processes than cores several share one.</summary>
    /// <param name="allowed">The cores to share, such as <c>0-3,8</c>.</param>
    /// <param name="localRank">The process, from 0.</param>
    /// <param name="processes">How many there are.</param>
    internal static string Of(string allowed, int localRank, int processes)
    {
        int[] cores = [.. allowed.Split(',').SelectMany(Range)];
        if (processes > cores.Length)
            return Text(cores[localRank % cores.Length]);
        var (share, more) = Math.DivRem(cores.Length, processes);
        return string.Join(',', cores.Skip((localRank * share) + Math.Min(localRank, more)).Take(share + (localRank < more ? 1 : 0)).Select(Text));
    }

    private static IEnumerable<int> Range(string part)
    {
        int[] ends = [.. part.Split('-').Select(static end => int.Parse(end, CultureInfo.InvariantCulture))];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    private static string Text(int core) => core.ToString(CultureInfo.InvariantCulture);
}
