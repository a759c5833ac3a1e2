namespace Accelerate.Cli.Launching;

/// <summary>The value of an option, as text, and who said it.</summary>
/// <param name="Option">What it is a value of.</param>
/// <param name="Text">The value.</param>
/// <param name="Source">Who said it, as in <c>the command line</c>.</param>
/// <param name="IsDefault">Whether nobody did.</param>
internal readonly record struct Setting(LaunchOption Option, string Text, string Source, bool IsDefault);
