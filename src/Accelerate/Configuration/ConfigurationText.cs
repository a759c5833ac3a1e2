using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Accelerate;

/// <summary>Writes the keys of a configuration file as YAML or JSON.</summary>
internal static class ConfigurationText
{
    /// <summary>The text of a file: JSON where its name ends in <c>.json</c>, YAML otherwise.</summary>
    /// <param name="path">The file's name.</param>
    /// <param name="values">Keys with texts, whole numbers, true or false, or lists of texts, in the order to write.</param>
    public static string For(string path, IReadOnlyList<KeyValuePair<string, object>> values) => IsJson(path) ? Json(values) : Yaml(values);

    public static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>A text as YAML's value: in quotes where it would be read as something else, such as <c>no</c> or a number.</summary>
    public static string Scalar(string text) => IsPlain(text) ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Yaml(IReadOnlyList<KeyValuePair<string, object>> values)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in values)
            text.Append(CultureInfo.InvariantCulture, $"{key}: {YamlValue(value)}\n");
        return text.ToString();
    }

    private static string YamlValue(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        string text => Scalar(text),
        _ => throw new ArgumentException($"A configuration value is a {value.GetType()}; it is text, a whole number, or true or false.", nameof(value)),
    };

    private static string Json(IReadOnlyList<KeyValuePair<string, object>> values)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in values)
            {
                switch (value)
                {
                    case bool flag:
                        writer.WriteBoolean(key, flag);
                        break;
                    case int number:
                        writer.WriteNumber(key, number);
                        break;
                    default:
                        writer.WriteString(key, (string)value);
                        break;
                }
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    /// <summary>Letters, digits and a few signs that never need quotes, and no word or number that YAML takes for something else.</summary>
    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.' or '/')
        && text.ToLowerInvariant() is not ("no" or "yes" or "on" or "off" or "true" or "false" or "null" or "y" or "n");
}
