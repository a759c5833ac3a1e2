using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>Runs analyzers over a compilation. An analyzer that throws fails the test.</summary>
internal static class Analysis
{
    public static async Task<ImmutableArray<Diagnostic>> RunAsync(Compilation compilation, Project project, IEnumerable<DiagnosticAnalyzer> analyzers, bool reportSuppressed = false)
    {
        var failures = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            onAnalyzerException: (exception, _, _) =>
            {
                lock (failures)
                    failures.Add(exception);
            },
            concurrentAnalysis: true, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: reportSuppressed);
        var diagnostics = await compilation.WithAnalyzers([.. analyzers], options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        if (failures.Count > 0)
            throw new AggregateException("An analyzer threw.", failures);
        return [.. diagnostics.OrderBy(diagnostic => PathOf(diagnostic), StringComparer.Ordinal).ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }

    /// <summary>The name of the file that a diagnostic is in; empty if it is in none.</summary>
    public static string PathOf(Diagnostic diagnostic) => diagnostic.Location.GetLineSpan().Path?.TrimStart('/') ?? "";
}
