using Xunit;

namespace Accelerate.Scripts.Tests;

public sealed class SummaryTests : IDisposable
{
    private readonly Machine machine = new();

    public SummaryTests() => Directory.CreateDirectory(machine.PathOf("results"));

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Adds_up_all_projects()
    {
        Report("A", passed: 10, skipped: 2);
        Report("B", passed: 5);
        Expect("A 12", "B 5");
        AssertSummary(0, "15 passed, 0 failed, 2 skipped", "A: 10 passed, 0 failed, 2 skipped\nB: 5 passed, 0 failed, 0 skipped\n");
    }

    [Fact]
    public void Accepts_more_tests_than_expected()
    {
        Report("A", passed: 13);
        Expect("A 12");
        AssertSummary(0, "13 passed, 0 failed, 0 skipped");
    }

    [Fact]
    public void Fails_when_a_test_fails()
    {
        Report("A", passed: 10, failed: 1, exitCode: 2);
        Expect("A 11");
        AssertSummary(1, "10 passed, 1 failed, 0 skipped");
    }

    [Fact]
    public void Counts_errors_outside_of_tests_as_failures()
    {
        Report("A", passed: 10, errors: 1, exitCode: 2);
        Expect("A 10");
        AssertSummary(1, "10 passed, 1 failed, 0 skipped");
    }

    [Fact]
    public void Fails_when_fewer_tests_ran_than_expected()
    {
        Report("A", passed: 11);
        Expect("A 12");
        AssertSummary(1, "11 passed, 1 failed, 0 skipped", "A ran 11 tests, expected at least 12");
    }

    [Fact]
    public void Fails_when_a_project_ran_no_test()
    {
        Report("A", passed: 3);
        Report("B", exitCode: 8);
        Expect("A 3", "B 0");
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", "B ran no test");
    }

    [Theory]
    [InlineData(134, "exit code 134 before it reported")]
    [InlineData(124, "ran too long")]
    [InlineData(137, "was killed")]
    [InlineData(127, "was not built")]
    public void Fails_when_a_project_left_no_report(int exitCode, string explanation)
    {
        Report("A", passed: 3);
        machine.Write("results/B.exit", exitCode.ToString());
        Expect("A 3", "B 7");
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", explanation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<assemblies><assembly name=\"cut off")]
    public void Fails_when_a_report_is_cut_off(string report)
    {
        Report("A", passed: 3);
        machine.Write("results/B.exit", "0");
        machine.Write("results/B.xml", report);
        Expect("A 3", "B 7");
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", "B ended with exit code 0 before it reported");
    }

    [Theory]
    [InlineData(134)]
    [InlineData(2)]
    public void Fails_when_a_project_crashes_after_its_report(int exitCode)
    {
        Report("A", passed: 3, exitCode: exitCode);
        Expect("A 3");
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", $"exit code {exitCode}");
    }

    [Fact]
    public void Fails_for_a_project_that_nobody_expects()
    {
        Report("A", passed: 3);
        Expect();
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", "A is not in expected-tests", "--update-expected");
    }

    [Fact]
    public void Fails_for_a_project_that_did_not_run()
    {
        Report("A", passed: 3);
        Expect("A 3", "B 4");
        AssertSummary(1, "3 passed, 1 failed, 0 skipped", "B did not run");
    }

    [Fact]
    public void Fails_when_nothing_ran()
    {
        Expect();
        AssertSummary(1, "0 passed, 1 failed, 0 skipped", "No test ran");
    }

    [Fact]
    public void Reads_the_totals_and_not_the_texts_of_tests()
    {
        Report("A", passed: 3, text: "<![CDATA[Expected: <assembly total=\"99\" passed=\"99\" failed=\"99\" skipped=\"99\" errors=\"9\">]]>");
        Expect("A 3");
        AssertSummary(0, "3 passed, 0 failed, 0 skipped");
    }

    [Fact]
    public void Writes_the_expected_numbers_on_demand()
    {
        Report("B", passed: 4, skipped: 1);
        Report("A", passed: 3);
        Expect("A 7", "Gone 2");
        Assert.Equal("7 passed, 0 failed, 1 skipped", Summarize("--update-expected").LastLine);
        Assert.Equal("A 3\nB 5\n", machine.Read("expected-tests"));
    }

    [Fact]
    public void Does_not_write_the_numbers_of_a_failed_run()
    {
        Report("A", passed: 3, failed: 1, exitCode: 2);
        Expect("A 7");
        Assert.Equal(1, Summarize("--update-expected").ExitCode);
        Assert.Equal("A 7\n", machine.Read("expected-tests"));
    }

    private void Report(string project, int passed = 0, int failed = 0, int skipped = 0, int errors = 0, int exitCode = 0, string text = "")
    {
        machine.Write($"results/{project}.exit", exitCode.ToString());
        machine.Write($"results/{project}.xml", $"""
            <?xml version="1.0" encoding="utf-8"?><assemblies schema-version="3" timestamp="11/22/2026 12:18:24"><assembly environment="64-bit [collection-per-class, parallel (2 threads)]" name="/somewhere/{project}.dll" errors="{errors}" failed="{failed}" not-run="0" passed="{passed}" skipped="{skipped}" time="0.122" total="{passed + failed + skipped}"><collection name="C" failed="{failed}" passed="{passed}" total="77"><failure><message>{text}</message></failure></collection></assembly></assemblies>
            """);
    }

    private void Expect(params string[] lines) => machine.Write("expected-tests", string.Concat(lines.Select(line => line + "\n")));

    private ScriptResult Summarize(params string[] options) =>
        machine.Run("eng/summarize-tests.sh", [machine.PathOf("results"), machine.PathOf("expected-tests"), .. options]);

    private void AssertSummary(int exitCode, string lastLine, params string[] texts)
    {
        var result = Summarize();
        Assert.Equal((exitCode, lastLine), (result.ExitCode, result.LastLine));
        foreach (var text in texts)
            Assert.Contains(text, result.Output, StringComparison.Ordinal);
    }
}
