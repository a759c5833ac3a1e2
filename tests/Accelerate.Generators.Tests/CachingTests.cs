using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class CachingTests
{
    private const string Batch = "[Batch] public readonly partial record struct Pair(Tensor Left, Tensor Right) { }";

    private readonly GeneratorRun _run = new(Source.Smallest + Batch);

    [Fact]
    public void The_first_run_computes_everything()
    {
        Assert.Empty(_run.CompilerDiagnostics);
        Assert.Equal([IncrementalStepRunReason.New], _run.ReasonsOf(Steps.Programs));
        Assert.Equal([IncrementalStepRunReason.New], _run.ReasonsOf(Steps.Batches));
        Assert.Equal(2, _run.Result.GeneratedSources.Length);
    }

    [Fact]
    public void A_new_file_changes_nothing()
    {
        _run.Add("class Unrelated;");
        NothingIsWritten();
    }

    [Theory]
    [InlineData("namespace Programs;", "namespace Programs;\n// A comment above the class.")]
    [InlineData("0.1", "0.2")]
    [InlineData("Linear(2, 1)", "Linear(2, 1, hasBias: false)")]
    [InlineData("{ }", "{ public long Count => Left.shape[0]; }")]
    public void An_edit_of_the_same_file_that_changes_no_role_writes_nothing(string old, string with)
    {
        _run.Replace(old, with);
        NothingIsWritten();
    }

    [Fact]
    public void A_changed_role_writes_its_own_file_only()
    {
        _run.Replace("Tensor Step(", "Tensor Learn(");

        Assert.Equal([IncrementalStepRunReason.Modified], _run.ReasonsOf(Steps.Programs));
        Assert.Equal([IncrementalStepRunReason.Cached], _run.ReasonsOf(Steps.Batches));
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], _run.OutputReasons.OrderBy(reason => reason.ToString(), StringComparer.Ordinal));
        Assert.Contains("loss = Learn(model, batch)", _run.Emitted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_in_another_file_counts()
    {
        _run.Add(Source.Usings + "namespace Programs; partial class Smallest { [OnTrainingStart] void Start() { } }");

        Assert.Equal([IncrementalStepRunReason.Modified], _run.ReasonsOf(Steps.Programs));
        Assert.Contains("Start();", _run.Emitted, StringComparison.Ordinal);
    }

    [Fact]
    public void No_step_holds_on_to_the_compilation()
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var step in new[] { Steps.Programs, Steps.Batches })
        {
            foreach (var output in _run.Result.TrackedSteps[step].SelectMany(run => run.Outputs))
                Walk(output.Value, step);
        }
        Assert.True(seen.Count > 10, $"Only {seen.Count} objects were looked at.");

        void Walk(object? value, string path)
        {
            if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
                return;
            Assert.False(value is ISymbol or Compilation or SemanticModel or SyntaxNode or SyntaxTree or Location or AttributeData, $"{path} is a {value.GetType()}.");
            if (value is IEnumerable items)
            {
                foreach (var item in items)
                    Walk(item, $"{path}[]");
            }
            for (var type = value.GetType(); type is not null; type = type.BaseType)
            {
                foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    Walk(field.GetValue(value), $"{path}.{field.Name}");
            }
        }
    }

    private void NothingIsWritten()
    {
        Assert.All(_run.ReasonsOf(Steps.Programs).Concat(_run.ReasonsOf(Steps.Batches)), reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"The step was {reason}."));
        Assert.All(_run.OutputReasons, reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));
    }
}
