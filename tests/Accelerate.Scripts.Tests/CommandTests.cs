using Xunit;

namespace Accelerate.Scripts.Tests;

public sealed class CommandTests : IDisposable
{
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Test_command_refuses_an_unknown_option()
    {
        var result = machine.Run("test.sh", "--lnog");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("unknown option --lnog", result.Error, StringComparison.Ordinal);
        Assert.Contains("--long", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_command_lists_its_options()
    {
        var result = machine.Run("test.sh", "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("--update-expected", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test.sh")]
    [InlineData("quickstart.sh")]
    [InlineData(".ci/run")]
    public void Both_commands_stop_when_the_set_up_fails(string command)
    {
        machine.Command("dotnet", $"echo \"$@\" >>'{machine.PathOf("dotnet.log")}'; [ \"$1\" = --list-sdks ]");
        var result = machine.Run(command);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("global.json asks for", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("build", machine.Read("dotnet.log"), StringComparison.Ordinal);
    }

    [Fact]
    public void Quickstart_builds_and_hands_its_options_to_the_sample()
    {
        machine.Command("dotnet", $"for word in \"$@\"; do echo \"<$word>\"; done >>'{machine.PathOf("dotnet.log")}'");
        Assert.Equal(0, machine.Run("quickstart.sh", "--epochs", "1", "--output", "a folder").ExitCode);

        var log = machine.Read("dotnet.log");
        Assert.Contains("<build>\n<samples/FashionMnist/FashionMnist.csproj>\n<-c>\n<Release>\n", log, StringComparison.Ordinal);
        Assert.EndsWith("FashionMnist.dll>\n<--epochs>\n<1>\n<--output>\n<a folder>\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_is_quiet_when_it_succeeds()
    {
        machine.Command("dotnet", "echo 'some.cs(1,1): a line of the build'");
        var result = machine.Run("eng/build.sh", "some.csproj");
        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("a line of the build", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_shows_its_output_when_it_fails()
    {
        machine.Command("dotnet", "echo 'some.cs(1,1): error CS1002: ; expected'; exit 1");
        var result = machine.Run("eng/build.sh", "some.csproj");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error CS1002", result.Error, StringComparison.Ordinal);
        Assert.Contains("some.csproj does not build", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_explains_that_packages_could_not_be_restored()
    {
        machine.Command("dotnet", "echo 'error NU1301: Unable to load the service index'; exit 1");
        var result = machine.Run("eng/build.sh", "some.csproj");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("could not be restored", result.Error, StringComparison.Ordinal);
        Assert.Contains("network", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_test_program_runs_and_leaves_its_exit_code()
    {
        TestProgram("A.Tests", $"echo \"$@\" >'{machine.PathOf("A.arguments")}'; exit 2");
        TestProgram("B.Tests", "kill -9 $$");
        machine.Write("tests/C.Tests/C.Tests.csproj", "");

        Assert.Equal(0, RunTests(limit: 60).ExitCode);

        Assert.Equal(("2", "137", "127"), (ExitCodeOf("A.Tests"), ExitCodeOf("B.Tests"), ExitCodeOf("C.Tests")));
        Assert.Contains("--report-xunit-filename A.Tests.xml", machine.Read("A.arguments"), StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_shown_without_each_programs_own_sum()
    {
        TestProgram("A.Tests", "printf '%s\\n' 'failed SomeTest' '  In process file artifacts produced:' 'Test run summary: Failed!'; exit 2");
        Assert.Equal("--- A.Tests\nfailed SomeTest\n", RunTests(limit: 60).Output);
        Assert.Equal("2", ExitCodeOf("A.Tests"));
    }

    [Fact]
    public void A_test_program_that_hangs_is_stopped()
    {
        File.CreateSymbolicLink(machine.PathOf("bin/sleep"), "/bin/sleep");
        TestProgram("A.Tests", "exec sleep 60");
        RunTests(limit: 1);
        Assert.Equal("124", ExitCodeOf("A.Tests"));
    }

    [Fact]
    public void Old_reports_are_not_counted_again()
    {
        machine.Write("results/Gone.Tests.exit", "0");
        TestProgram("A.Tests", "exit 0");
        RunTests(limit: 60);
        Assert.Equal("", ExitCodeOf("Gone.Tests"));
    }

    [Fact]
    public void Every_test_project_of_the_repository_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Accelerate.sln"));
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories);
        Assert.Contains(projects, project => project.EndsWith("Accelerate.Scripts.Tests.csproj", StringComparison.Ordinal));
        Assert.All(projects, project => Assert.Contains($"{Path.GetFileName(project)}\"", solution, StringComparison.Ordinal));
    }

    private ScriptResult RunTests(int limit) =>
        machine.Run("eng/run-tests.sh", machine.PathOf("tests"), machine.PathOf("results"), limit.ToString());

    private string ExitCodeOf(string project) => machine.Read($"results/{project}.exit").TrimEnd();

    private void TestProgram(string project, string body)
    {
        machine.Write($"tests/{project}/{project}.csproj", "");
        machine.Command(project, body);
        var program = machine.PathOf($"tests/{project}/bin/Release/net10.0/{project}");
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.Move(machine.PathOf($"bin/{project}"), program);
    }
}
