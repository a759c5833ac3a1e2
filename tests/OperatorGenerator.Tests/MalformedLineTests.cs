using Microsoft.CodeAnalysis;
using Xunit;

namespace Accelerate.OperatorGenerator.Tests;

public sealed class MalformedLineTests
{
    [Theory]
    [InlineData("Tensor relu( => relu(this)", "Not a C# method")]
    [InlineData("Tensor relu()", "A line is a method with an expression")]
    [InlineData("Tensor this_is_a_field = null", "A line is a method with an expression")]
    [InlineData("Tensor relu() => this.relu", "'this.relu' is no call of an operator")]
    [InlineData("Tensor relu() => 1 + relu(this)", "'1 + relu(this)' is no call of an operator")]
    [InlineData("Tensor relu(bool inplace) => inplace ? this : relu(this)", "'this' is no call of an operator")]
    [InlineData("Tensor add(Tensor target) => add.Tensor(this, other: target)", "'other: target': arguments go by position")]
    [InlineData("Tensor add(Tensor target, Scalar alpha) => add.Tensor(this, target)", "The parameter 'alpha' is not used")]
    [InlineData("bool relu(bool requires_grad = false) => relu(this)", "The parameter 'requires_grad' is not used")]
    [InlineData("static Tensor relu() => relu(this)", "'this' in a static method")]
    [InlineData("string name() => name(this)", "'string' is no result an operator can have")]
    [InlineData("(Tensor, long) max() => max(this)", "'(Tensor, long)' is no result an operator can have")]
    [InlineData("Tensor fill_(Scalar value) => fill_.Scalar(value)", "'fill_' writes into its first argument")]
    [InlineData("Tensor arange(Scalar end) => arange.@out(end)", "'arange' writes into its last argument")]
    [InlineData("bool abs_() => abs_(this)", "'abs_' writes into 'this' and returns it")]
    [InlineData("[Tensor", "'[Tensor' is no section")]
    [InlineData("[torch.1st]", "'[torch.1st]' is no section")]
    [InlineData("[Scalar]", "'[Scalar]' names no class of torch")]
    public void Is_an_error_that_names_file_line_and_cause(string line, string message)
    {
        var run = new GeneratorRun(("lists/broken.operators", $"[Tensor]\nTensor abs() => abs(this)\n\n{line}\n"));

        var error = Assert.Single(run.Result.Diagnostics);
        Assert.Equal("OPL001", error.Id);
        Assert.Equal(DiagnosticSeverity.Error, error.Severity);
        Assert.Equal("lists/broken.operators", error.Location.GetLineSpan().Path);
        Assert.Equal(3, error.Location.GetLineSpan().StartLinePosition.Line);
        Assert.StartsWith(message, error.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Before_any_section_is_an_error()
    {
        var run = new GeneratorRun(("broken.operators", "Tensor abs() => abs(this)"));

        Assert.StartsWith("No section yet", Assert.Single(run.Result.Diagnostics).GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_the_other_lines_as_they_are()
    {
        var run = new GeneratorRun(("broken.operators", "[Tensor]\nTensor abs() => abs(this)\nnonsense\nTensor neg() => neg(this)"));

        Assert.Single(run.Result.Diagnostics);
        Assert.Contains("Tensor abs()", run["broken.operators.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Tensor neg()", run["broken.operators.g.cs"], StringComparison.Ordinal);
    }
}
