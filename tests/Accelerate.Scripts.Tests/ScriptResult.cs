namespace Accelerate.Scripts.Tests;

internal sealed record ScriptResult(int ExitCode, string Output, string Error)
{
    public string LastLine => Output.TrimEnd('\n').Split('\n')[^1];
}
