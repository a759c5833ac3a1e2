using Accelerate.Configuration;

namespace Accelerate;

/// <summary>A configuration file that was read and has no mistakes.</summary>
/// <param name="Path">The file.</param>
/// <param name="Text">What it holds.</param>
/// <param name="Values">Its values.</param>
/// <param name="Remarks">What has no effect here, with line and column.</param>
internal sealed record CheckedFile(string Path, string Text, ConfigurationValues Values, IReadOnlyList<string> Remarks)
{
    /// <exception cref="InvalidDataException">The file has mistakes; the message lists each with its line and column.</exception>
    public static CheckedFile Read(string path)
    {
        var text = File.ReadAllText(path);
        var file = ConfigurationFile.Parse(text);
        var mistakes = file.Problems.Where(static problem => problem.IsError).ToArray();
        if (mistakes.Length > 0)
            throw new InvalidDataException($"The configuration file '{path}' has {(mistakes.Length == 1 ? "a mistake" : $"{mistakes.Length} mistakes")}:\n" + string.Join("\n", mistakes.Select(mistake => $"  {path}:{mistake}")));
        return new(path, text, file.Values, [.. file.Problems.Select(problem => $"{path}:{problem}")]);
    }
}
