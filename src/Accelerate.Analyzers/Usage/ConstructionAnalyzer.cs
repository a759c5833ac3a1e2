using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Usage;

/// <summary>ACC0002: an accelerator constructed outside the method that trains with it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConstructionAnalyzer : AccelerateAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.AcceleratorOutsideTrainingMethod,
        "An accelerator is constructed outside the method that trains with it",
        "Construct the accelerator in {0}, so that each process or thread that trains has its own; here it is constructed {1}",
        RuleCategories.Usage,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "An accelerator finds out which process it is in, which device it has and which thread it trains on when it is constructed. Constructed before the training function is launched, it is the launching process's, not the training one's.",
        RulePages.AddressOf(RuleIds.AcceleratorOutsideTrainingMethod));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var isTestCode = new Lazy<bool>(() => TestCode.IsDeclaredIn(context.Compilation, context.CancellationToken));
        context.RegisterOperationAction(
            operation =>
            {
                var creation = (IObjectCreationOperation)operation.Operation;
                if (types.IsAccelerator(creation.Type) && Complaint(creation, types, operation) is var (where, what) && !isTestCode.Value)
                    operation.ReportDiagnostic(Diagnostic.Create(Rule, LocationOf(creation.Syntax), where, what));
            },
            OperationKind.ObjectCreation);
    }

    private static (string Where, string What)? Complaint(IObjectCreationOperation creation, KnownTypes types, OperationAnalysisContext context)
    {
        const string TrainingMethod = "the method that calls its Prepare, Backward or Accumulate";
        var value = OperationTree.WithConversions(creation);
        switch (value.Parent)
        {
            case IFieldInitializerOperation:
                return (TrainingMethod, "by a field's initializer");
            case IPropertyInitializerOperation:
                return (TrainingMethod, "by a property's initializer");
            case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment
                when assignment.Value == value && OperationTree.ReferencedSymbol(assignment.Target) is { } member
                    && IsDirectlyInConstructor(assignment, context.ContainingSymbol) && !HoldsLoop(OperationTree.RootOf(assignment), member):
                return (TrainingMethod, "by a constructor");
        }

        var trained = new ConstructedAccelerator(creation, types, context.CancellationToken).TrainedElsewhere();
        return trained.Count switch
        {
            0 => null,
            1 => ($"{trained[0].Name}, which trains with it", "by its caller"),
            _ => ("the functions that train with it", "by their caller"),
        };
    }

    private static bool IsDirectlyInConstructor(IOperation operation, ISymbol symbol)
    {
        for (var ancestor = operation.Parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return false;
        }
        return symbol is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };
    }

    private static bool HoldsLoop(IOperation body, ISymbol accelerator) =>
        body.Descendants().Any(operation => operation is IMemberReferenceOperation reference
            && SymbolEqualityComparer.Default.Equals(reference.Member, accelerator) && TrainingCallFinder.CallOn(reference) == TrainingCalls.Step);

    /// <summary>The construction without its arguments.</summary>
    private static Location LocationOf(SyntaxNode creation) => creation switch
    {
        ObjectCreationExpressionSyntax explicitType => Location.Create(creation.SyntaxTree, TextSpan.FromBounds(explicitType.NewKeyword.SpanStart, explicitType.Type.Span.End)),
        ImplicitObjectCreationExpressionSyntax implicitType => implicitType.NewKeyword.GetLocation(),
        _ => creation.GetLocation(),
    };
}
