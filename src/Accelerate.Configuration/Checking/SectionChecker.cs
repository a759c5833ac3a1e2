namespace Accelerate.Configuration;

/// <summary>Checks the keys of a section and their values against the schema, and collects the values that are right.</summary>
internal sealed class SectionChecker(List<ConfigurationProblem> problems, ConfigurationValues values)
{
    /// <param name="section">The section as it is in the file.</param>
    /// <param name="schema">What it may hold.</param>
    /// <param name="path">The names of the sections around and including it; none for the file itself.</param>
    public void Check(YamlMapping section, SectionType schema, string[] path)
    {
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        foreach (var entry in section.Entries)
        {
            var name = entry.Key.Text;
            if (schema.Find(name) is not { } key)
            {
                problems.Add(new(ConfigurationProblemKind.UnknownKey, $"There is no key '{name}' {Where(path)}. {KeySuggestion.For(name, schema, path)}", entry.Key.Span));
                continue;
            }
            if (seen.TryGetValue(key.Name, out var first))
            {
                problems.Add(new(
                    ConfigurationProblemKind.Contradiction,
                    $"'{name}' is given twice {Where(path)}, first in line {first.Span.StartLine + 1}. Remove one; readers differ in which they take.",
                    entry.Key.Span));
                continue;
            }
            seen.Add(key.Name, entry.Key);
            CheckValue(entry, key, [.. path, key.Name]);
        }
    }

    private void CheckValue(YamlEntry entry, ConfigurationKey key, string[] path)
    {
        if (entry.Value is YamlScalar { IsNull: true })
            return;
        if (!key.Type.Accepts(entry.Value))
        {
            var suggestion = entry.Value is YamlScalar scalar && key.Type is ChoiceType choice ? KeySuggestion.Among(scalar.Text, choice.Names) : "";
            problems.Add(new(
                ConfigurationProblemKind.WrongValue, $"'{entry.Key.Text}' is {entry.Value.Description}. It is {key.Type.Expectation}.{suggestion}", PlaceOf(entry)));
            return;
        }
        if (key.Unused is { } reason && entry.IsSet && !SaysNo(entry.Value))
            problems.Add(new(ConfigurationProblemKind.NoEffect, $"'{entry.Key.Text}' has no effect here: {reason}", entry.Key.Span));
        values.Add(path, entry);
        if (key.Type is SectionType section && entry.Value is YamlMapping mapping)
            Check(mapping, section, path);
    }

    /// <summary>The value's place; the key's where the value is long.</summary>
    private static YamlSpan PlaceOf(YamlEntry entry) => entry.Value is YamlScalar ? entry.Value.Span : entry.Key.Span;

    private static bool SaysNo(YamlNode value) => value is YamlScalar scalar && BooleanType.Parse(scalar.Text) == false;

    private static string Where(string[] path) => path.Length == 0 ? "at the top of the file" : $"in {string.Join(".", path)}";
}
