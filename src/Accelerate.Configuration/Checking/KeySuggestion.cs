namespace Accelerate.Configuration;

/// <summary>Says which key or value was probably meant.</summary>
internal static class KeySuggestion
{
    /// <summary>What to do about a key that is not in its section: the nearest key there, the section it belongs to, or removal.</summary>
    public static string For(string name, SectionType section, string[] path)
    {
        if (Nearest(name, section.Keys.Select(static key => key.Name)) is { } near)
            return $"Did you mean '{near}'?";
        if (path.Length == 0)
        {
            foreach (var inner in section.Keys)
            {
                if (inner.Type is SectionType type && type.Find(name) is not null)
                    return $"It belongs in the section '{inner.Name}'.";
            }
        }
        else if (ConfigurationSchema.Local.Find(name) is not null)
        {
            return "It belongs at the top of the file.";
        }
        return "Remove it, or correct its name.";
    }

    /// <summary>" Did you mean 'x'?" with its space in front, or nothing.</summary>
    public static string Among(string text, IEnumerable<string> names) => Nearest(text, names) is { } near ? $" Did you mean '{near}'?" : "";

    private static string? Nearest(string text, IEnumerable<string> names)
    {
        var wanted = Plain(text);
        if (wanted.Length == 0)
            return null;
        var best = names.Select(name => (Name: name, Edits: Edits(wanted, Plain(name)))).OrderBy(static candidate => candidate.Edits).FirstOrDefault();
        return best.Name is not null && best.Edits <= Math.Max(1, wanted.Length / 4) && best.Edits < wanted.Length ? best.Name : null;
    }

    /// <summary>The letters and digits alone, so that <c>numProcesses</c> and <c>num-processes</c> are as near as can be.</summary>
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>The number of letters to insert, remove, replace or exchange with their neighbour (Damerau's distance, restricted to adjacent exchanges).</summary>
    private static int Edits(string from, string to)
    {
        var before = new int[to.Length + 1];
        var previous = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++)
            previous[column] = column;
        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var replaced = previous[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                    current[column] = Math.Min(current[column], before[column - 2] + 1);
            }
            (before, previous, current) = (previous, current, before);
        }
        return previous[to.Length];
    }
}
