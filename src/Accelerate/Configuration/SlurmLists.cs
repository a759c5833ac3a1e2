using System.Globalization;

namespace Accelerate;

/// <summary>Reads the compressed lists that Slurm puts into environment variables.</summary>
internal static class SlurmLists
{
    /// <summary>The first host of a list such as <c>gpu[003-007,011],login1</c>: <c>gpu003</c>.</summary>
    public static string? FirstHost(string? hosts)
    {
        if (string.IsNullOrWhiteSpace(hosts))
            return null;
        var host = new System.Text.StringBuilder();
        var isLater = false;
        var isInRange = false;
        foreach (var character in hosts.Trim())
        {
            if (character == ',' && !isInRange)
                break;
            if (character is '[' or ']')
                isLater = false;
            isInRange = character == '[' || (isInRange && character != ']');
            // Of what is in brackets the first number counts.
            isLater |= isInRange && character is '-' or ',';
            if (!isLater && character is not ('[' or ']'))
                host.Append(character);
        }
        return host.ToString();
    }

    /// <summary>The number of tasks of a machine by a list such as <c>4(x2),3</c>; null when the variable is not set.</summary>
    /// <exception cref="ArgumentException">The list has another form or says nothing of the machine.</exception>
    public static LaunchVariable? TasksOf(int node, string name, Func<string, string?> environment)
    {
        var text = environment(name);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        foreach (var part in text.Split(','))
        {
            var repeat = part.IndexOf("(x", StringComparison.Ordinal);
            if (!int.TryParse(repeat < 0 ? part : part[..repeat], NumberStyles.None, CultureInfo.InvariantCulture, out var tasks)
                || !int.TryParse(repeat < 0 ? "1" : part[(repeat + 2)..].TrimEnd(')'), NumberStyles.None, CultureInfo.InvariantCulture, out var machines))
                break;
            if (node < machines)
                return new(name, tasks);
            node -= machines;
        }
        throw new ArgumentException($"The environment variable {name} is '{text}', which does not say how many processes machine {environment("SLURM_NODEID") ?? "0"} has. It is a list such as 4(x2),3.");
    }
}
