using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>ACC0001: <c>loss.backward()</c> where an accelerator is at hand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BackwardAnalyzer : AccelerateAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.BackwardBypassesAccelerator,
        "A loss's own backward bypasses the accelerator",
        "Call '{0}.Backward({1})': '{1}.backward()' bypasses loss scaling, gradient accumulation and gradient synchronization",
        RuleCategories.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An accelerator scales the loss, divides it by the length of the accumulation window and synchronizes the gradients of all processes. The loss's own backward does none of it.",
        RulePages.AddressOf(RuleIds.BackwardBypassesAccelerator));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (types.Tensor is null)
            return;
        context.RegisterOperationAction(operation => AnalyzeCall(operation, types), OperationKind.Invocation);
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "backward" || !SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, types.Tensor))
            return;
    }
}
