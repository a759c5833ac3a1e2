namespace Accelerate.Api.Tests;

/// <summary>One line of the listing.</summary>
internal sealed record ApiLine(string Type, string Member, string Signature)
{
    public static ApiLine Parse(string text)
    {
        var parts = text.Split(" | ", 3);
        return parts.Length == 3
            ? new(parts[0], parts[1], parts[2])
            : throw new FormatException($"A line of the API listing must read 'type | member | signature', found: {text}");
    }

    public override string ToString() => $"{Type} | {Member} | {Signature}";
}
