using Microsoft.CodeAnalysis;
using Xunit;

namespace Accelerate.OperatorGenerator.Tests;

public sealed class CachingTests
{
    private readonly GeneratorRun _run = new(
        ("a.operators", "[Tensor]\nTensor abs() => abs(this)\nTensor cat(Tensor[] tensors) => cat(tensors)"),
        ("b.operators", "[Tensor]\nTensor neg() => neg(this)\nbroken"));

    [Fact]
    public void An_unrelated_edit_runs_no_step_again()
    {
        _run.AddUnrelatedSource();

        string[] steps = [Steps.Lists, Steps.Bindings, Steps.Operators, Steps.Errors];
        Assert.All(steps, step => Assert.All(_run.ReasonsOf(step), reason => Assert.Equal(IncrementalStepRunReason.Cached, reason)));
        Assert.All(_run.OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void A_new_comment_in_a_list_writes_no_file_again()
    {
        _run.Edit("a.operators", "# Arithmetic.\n[Tensor]\n\nTensor abs() => abs(this)\nTensor cat(Tensor[] tensors) => cat(tensors)");

        Assert.Equal([IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Lists));
        Assert.All(_run.OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }

    [Fact]
    public void An_error_that_moves_writes_no_file_again()
    {
        _run.Edit("b.operators", "[Tensor]\nTensor neg() => neg(this)\n\nbroken");

        Assert.Equal(3, Assert.Single(_run.Result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged], _run.ReasonsOf(Steps.Bindings));
        Assert.Equal([IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Operators));
    }

    [Fact]
    public void A_new_line_writes_its_own_file_and_the_table_again()
    {
        _run.Edit("a.operators", "[Tensor]\nTensor abs() => abs(this)\nTensor exp() => exp(this)");

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Bindings));
        Assert.Equal([IncrementalStepRunReason.Modified], _run.ReasonsOf(Steps.Operators));
        Assert.Contains("exp()", _run["a.operators.g.cs"], StringComparison.Ordinal);
        Assert.Contains("aten::exp", _run["Operators.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_operators_in_another_signature_leave_the_table()
    {
        _run.Edit("a.operators", "[torch]\nTensor abs(Tensor input) => abs(input)\nTensor cat(Tensor[] tensors) => cat(tensors)");

        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Bindings));
        Assert.Equal([IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Operators));
    }
}
