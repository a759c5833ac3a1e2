using Accelerate.Analyzers.Tests.Usage;
using Accelerate.Analyzers.Usage;
using Accelerate.CodeFixes.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>The harness fails a test that should fail, and says why.</summary>
public sealed class HarnessTests
{
    private const string Plain = "void Train(Accelerator accelerator, Tensor loss) => loss.backward();";
    private const string Marked = "void Train(Accelerator accelerator, Tensor loss) => loss.{|ACC0001:backward|}();";

    [Theory]
    [InlineData(Plain, "not marked:   Test.cs(6,62): ACC0001 'backward'")]
    [InlineData("void Train(Tensor loss) => loss.{|ACC0001:backward|}();", "not reported: Test.cs(6,37): ACC0001 'backward'")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => {|ACC0001:loss.backward|}();", "not reported: Test.cs(6,57): ACC0001 'loss.backward'")]
    [InlineData("void Train(Accelerator accelerator, Tensor loss) => loss.{|ACC0009:backward|}();", "not reported: Test.cs(6,62): ACC0009 'backward'")]
    [InlineData("void Train(Accelerator accelerator) => accelerator.Backwards();", "The test's source does not compile")]
    public async Task Wrong_marks_and_wrong_programs_fail(string members, string explanation)
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Verify.DiagnosticsAsync<BackwardAnalyzer>(BackwardTests.InClass(members)));
        Assert.Contains(explanation, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_fixed_differently_fails_with_the_first_line_that_differs()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Verify.FixAsync<BackwardAnalyzer, BackwardCodeFix>(
            BackwardTests.InClass(Marked), BackwardTests.InClass("void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss, false);")));
        Assert.Contains("expected:     void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss, false);", failure.Message, StringComparison.Ordinal);
        Assert.Contains("actual:       void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fix_that_is_offered_where_none_should_be_fails() =>
        await Assert.ThrowsAnyAsync<Exception>(() => Verify.NoFixAsync<BackwardAnalyzer, BackwardCodeFix>(BackwardTests.InClass(Marked)));

    [Fact]
    public void A_mark_that_is_not_closed_is_an_error() =>
        Assert.Contains("{|ACC0001:", Assert.Throws<FormatException>(() => MarkedSource.Parse("loss.{|ACC0001:backward();", "Test.cs")).Message, StringComparison.Ordinal);

    [Fact]
    public void Marks_may_be_nested_and_other_braces_are_text()
    {
        var source = MarkedSource.Parse("{|ACC0002:a {|ACC0001:b|}|} { | }", "Test.cs");
        Assert.Equal("a b { | }", source.Text);
        Assert.Equal([("ACC0001", 2, 3), ("ACC0002", 0, 3)], source.Expected.Select(mark => (mark.Id, mark.Span.Start, mark.Span.End)));
    }
}
