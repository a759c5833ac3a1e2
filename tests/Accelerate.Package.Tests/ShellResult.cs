using Xunit;

namespace Accelerate.Package.Tests;

/// <summary>What a program printed, and how it ended.</summary>
internal sealed record ShellResult(string Command, int ExitCode, string Output)
{
    public ShellResult Succeeds()
    {
        Assert.True(ExitCode == 0, $"{Command} ended with exit code {ExitCode}.\n{Output}");
        return this;
    }

    public ShellResult Fails()
    {
        Assert.True(ExitCode != 0, $"{Command} succeeded, though it should not have.\n{Output}");
        return this;
    }
}
