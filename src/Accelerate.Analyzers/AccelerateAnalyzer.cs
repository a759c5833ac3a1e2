using Microsoft.CodeAnalysis.Diagnostics;

namespace Accelerate.Analyzers;

/// <summary>What all analyzers have in common: they run concurrently, leave generated code alone, and do nothing in a program without Accelerate.</summary>
public abstract class AccelerateAnalyzer : DiagnosticAnalyzer
{
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Find(start.Compilation) is { } types)
                Analyze(start, types);
        });
    }

    /// <summary>Registers what looks at the program. State that is collected belongs to a local of this call, never to the analyzer.</summary>
    protected abstract void Analyze(CompilationStartAnalysisContext context, KnownTypes types);
}
