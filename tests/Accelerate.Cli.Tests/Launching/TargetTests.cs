using Accelerate.Cli.Tests.Faults;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>Whatever stands for the program, two ranks of it train. (A source file is launched by the tests of the package, which it needs.)</summary>
public sealed class TargetTests
{
    private static readonly string s_project = Path.Combine(Repository.Root, "tests", "Workers", "TrainWorker");

    [Theory]
    [InlineData("")]
    [InlineData("TrainWorker.csproj")]
    public async Task A_project(string file)
    {
        // Built with the tests, in their configuration.
        var configuration = Directory.GetParent(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))!.Name;
        using var launch = LaunchedProgram.Start("--num-processes", "2", "--no-build", "--configuration", configuration, Path.Combine(s_project, file));
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        TrainingReport.AssertTrained(launch.Output, ranks: 2);
    }

    [Theory]
    [InlineData(".dll")]
    [InlineData("")]
    public async Task A_program(string ending)
    {
        using var launch = LaunchedProgram.Start("--num-processes", "2", Path.ChangeExtension(LaunchedProgram.TrainWorker, null) + ending);
        Assert.True(await launch.EndAsync() == 0, launch.Errors);
        TrainingReport.AssertTrained(launch.Output, ranks: 2);
    }
}
