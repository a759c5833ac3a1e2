using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>ACC0001: <c>loss.backward()</c> or <c>torch.autograd.backward(loss)</c> where an accelerator is at hand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BackwardAnalyzer : AccelerateAnalyzer
{
    /// <summary>The property of a diagnostic that names the accelerator to call; absent where more than one could be meant.</summary>
    public const string AcceleratorProperty = "Accelerator";

    /// <summary>The property of a diagnostic whose call is to be removed: the generated loop makes the backward pass of a returned loss.</summary>
    public const string ReturnedProperty = "Returned";

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.BackwardBypassesAccelerator,
        "A loss's own backward bypasses the accelerator",
        "'backward' bypasses loss scaling, gradient accumulation and gradient synchronization; {0}",
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
        if (PlainBackward.Of(call, types) is not { ChoosesInputs: false } backward || AlternativeBranches.CallBackward(call, types))
            return;

        var accelerators = new AcceleratorsAtHand(call, types, context.CancellationToken);
        var step = RoleMethod.Of(context.ContainingSymbol, types);
        if (!accelerators.Any && step is null)
            return;

        var properties = ImmutableDictionary<string, string?>.Empty;
        string advice;
        if (step is { IsTrainingStep: true } && backward is { StartsFromGradients: false, CreatesGraph: false } && step.Returns(backward.Loss))
        {
            properties = properties.Add(ReturnedProperty, "true");
            advice = "return the loss, and the generated loop makes the backward pass";
        }
        else if (accelerators.Single is { } accelerator)
        {
            properties = properties.Add(AcceleratorProperty, accelerator.Name);
            advice = $"call '{accelerator.Name}.Backward'{Argument(backward)}";
        }
        else if (accelerators.Any)
            advice = $"call 'Backward' of the accelerator that prepared the model{Argument(backward)}";
        else
            advice = $"take an 'Accelerator' as a parameter of the step and call its 'Backward'{Argument(backward)}";
        context.ReportDiagnostic(Diagnostic.Create(Rule, NameOf(call).GetLocation(), properties, advice));
    }

    /// <summary>What to call it with, where that is not the loss as it stands.</summary>
    private static string Argument(PlainBackward backward) =>
        backward.CreatesGraph ? " with the loss that is computed from the gradients, and take these from 'torch.autograd.grad'"
        : backward.StartsFromGradients ? " with '(tensor * gradient).sum()'"
        : backward.Loss is null ? " with the sum of the losses"
        : "";

    private static SyntaxNode NameOf(IInvocationOperation call) => call.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax binding } => binding.Name,
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name,
        var other => other,
    };
}
