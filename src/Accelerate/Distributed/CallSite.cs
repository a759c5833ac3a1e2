namespace Accelerate;

/// <summary>Where in the program a collective was called; the compiler fills it in.</summary>
/// <param name="File">The source file.</param>
/// <param name="Line">The line, from 1.</param>
public readonly record struct CallSite(string File, int Line)
{
    /// <summary>What a message says of it after the name of what was called there: nothing where it is not known.</summary>
    internal string Mention => string.IsNullOrEmpty(File) ? "" : $" at {this}";

    /// <summary>The file's name and the line, as in <c>Train.cs:34</c>.</summary>
    public override string ToString() => string.IsNullOrEmpty(File) ? "an unknown place" : $"{Path.GetFileName(File.Replace('\\', '/'))}:{Line}";
}
