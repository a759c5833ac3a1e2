using Xunit;

namespace Accelerate.Package.Tests;

/// <summary>What a run of <c>dotnet</c> printed, and how it ended.</summary>
internal sealed record DotnetResult(string Command, int ExitCode, string Output)
{
    public DotnetResult Succeeds()
    {
        Assert.True(ExitCode == 0, $"{Command} ended with exit code {ExitCode}.\n{Output}");
        return this;
    }

    public DotnetResult Fails()
    {
        Assert.True(ExitCode != 0, $"{Command} succeeded, though it should not have.\n{Output}");
        return this;
    }
}
