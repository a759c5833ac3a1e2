namespace Accelerate.Api.Tests;

/// <summary>What a type's line says: access, kind and name; base types and interfaces; constraints.</summary>
internal sealed record TypeLineParts(string Head, IReadOnlyList<string> Bases, string Constraints)
{
    public static TypeLineParts Parse(ApiLine line)
    {
        var text = line.Signature;
        var constraints = "";
        if (text.IndexOf(" where ", StringComparison.Ordinal) is var where and >= 0)
            (text, constraints) = (text[..where], text[where..]);
        return text.IndexOf(" : ", StringComparison.Ordinal) is var colon and >= 0
            ? new(text[..colon], SplitTopLevel(text[(colon + 3)..]), constraints)
            : new(text, [], constraints);
    }

    private static List<string> SplitTopLevel(string list)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < list.Length; i++)
            if (list[i] is '<' or '(')
                depth++;
            else if (list[i] is '>' or ')')
                depth--;
            else if (list[i] == ',' && depth == 0)
            {
                parts.Add(list[start..i]);
                start = i + 2;
            }
        parts.Add(list[start..]);
        return parts;
    }
}
