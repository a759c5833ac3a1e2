namespace Accelerate.Configuration;

/// <summary>Pieces of messages.</summary>
internal static class Words
{
    /// <summary>"a, b or c".</summary>
    public static string Alternatives(IReadOnlyList<string> names) => Join(names, " or ");

    /// <summary>"a, b and c".</summary>
    public static string Together(IReadOnlyList<string> names) => Join(names, " and ");

    private static string Join(IReadOnlyList<string> names, string last) => names.Count < 2
        ? string.Concat(names)
        : string.Join(", ", names.Take(names.Count - 1)) + last + names[names.Count - 1];
}
