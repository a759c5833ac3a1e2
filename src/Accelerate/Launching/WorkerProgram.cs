namespace Accelerate.Launching;

/// <summary>A program that worker processes run.</summary>
/// <param name="FileName">The executable: a path, or a name to be found on <c>PATH</c>.</param>
/// <param name="Arguments">Its arguments, handed over as they are.</param>
internal sealed record WorkerProgram(string FileName, IReadOnlyList<string> Arguments);
