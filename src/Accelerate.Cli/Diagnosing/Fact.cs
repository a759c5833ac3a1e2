using System.Text.Json.Nodes;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Something found out about the machine.</summary>
/// <param name="Key">Its name in JSON.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Text">What was found, for people.</param>
/// <param name="Value">The same for programs; null where the text is all there is.</param>
internal sealed record Fact(string Key, string Label, string Text, JsonNode? Value = null);
