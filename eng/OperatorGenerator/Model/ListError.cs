namespace Accelerate.OperatorGenerator.Model;

/// <summary>A malformed line.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 0.</param>
/// <param name="Start">Where the line starts in the file.</param>
/// <param name="Length">How long the line is.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ListError(string Path, int Line, int Start, int Length, string Message);
