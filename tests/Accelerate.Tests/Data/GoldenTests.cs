using Accelerate.Golden;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Tests.Data;

public sealed class GoldenTests
{
    public static string CommittedCases { get; } = Path.Combine(Repository.Root, "tests", "Accelerate.Golden", "cases", "sharding.json");

    [Fact]
    public void The_committed_cases_pass() => Assert.Equal((0, "22 passed, 0 failed", ""), Run("sharding", CommittedCases));

    [Fact]
    public void The_recorded_cases_pass_where_they_are()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "golden", "sharding.json");
        Assert.SkipUnless(File.Exists(file), "The recorded cases (../shared/golden/sharding.json) are not on this machine.");
        var (code, last, _) = Run("sharding", file);
        Assert.Matches("^[1-9][0-9]* passed, 0 failed$", last);
        Assert.Equal(0, code);
    }

    [Fact]
    public void A_wrong_case_fails_and_is_described()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "wrong.json");
        File.WriteAllText(file, """{"cases": [{"kind": "map", "samples": 3, "batch_size": 2, "processes": 1, "drop_last": false, "split_batches": false, "even_batches": true, "per_process": [[[0, 1], [2, 1]]]}]}""");
        using var output = new StringWriter();
        Assert.Equal(1, GoldenCommand.Run(["sharding", file], output, TextWriter.Null));
        Assert.Contains("process 0 should get [[0 1] [2 1]] and gets [[0 1] [2 0]]", output.ToString());
        Assert.EndsWith("0 passed, 1 failed", output.ToString().TrimEnd());
    }

    [Fact]
    public void A_case_that_the_library_refuses_fails_and_the_others_run()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "refused.json");
        File.WriteAllText(file, """
            {"cases": [
              {"kind": "map", "samples": 3, "batch_size": 3, "processes": 2, "drop_last": false, "split_batches": true, "even_batches": true, "per_process": [[], []]},
              {"kind": "iterable", "samples": 1, "batch_size": 1, "processes": 1, "drop_last": false, "split_batches": false, "per_process": [[0]]}]}
            """);
        using var output = new StringWriter();
        Assert.Equal(1, GoldenCommand.Run(["sharding", file], output, TextWriter.Null));
        Assert.Contains("a batch size of 3 cannot be divided among 2", output.ToString());
        Assert.EndsWith("1 passed, 1 failed", output.ToString().TrimEnd());
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("[]", "no object with an array")]
    [InlineData("""{"cases": []}""", "no cases")]
    [InlineData("""{"cases": [{"kind": "sieve"}]}""", "the kind 'sieve'")]
    [InlineData("""{"cases": [{"kind": "map", "processes": 0}]}""", "at least 1")]
    [InlineData("""{"cases": [{"kind": "iterable", "samples": 1, "batch_size": 1, "processes": 1, "drop_last": false, "split_batches": false, "per_process": [[[0]]]}]}""", "wrong depth")]
    [InlineData("""{"cases": [{"kind": "iterable", "samples": 1, "batch_size": 1, "processes": 2, "drop_last": false, "split_batches": false, "per_process": [[0]]}]}""", "results of 1")]
    public void A_file_of_another_form_is_a_clear_error(string content, string problem)
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "bad.json");
        File.WriteAllText(file, content);
        var (code, _, error) = Run("sharding", file);
        Assert.Equal(2, code);
        Assert.Contains(problem, error);
    }

    [Fact]
    public void A_missing_file_or_command_is_a_clear_error()
    {
        Assert.Contains("cannot be used", Run("sharding", "missing.json").Error);
        Assert.Contains("Usage", Run("sharding").Error);
        Assert.Equal(2, Run().Code);
    }

    private static (int Code, string Last, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = GoldenCommand.Run(arguments, output, error);
        return (code, output.ToString().TrimEnd().Split('\n')[^1], error.ToString());
    }
}
