using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Roles;

/// <summary>ACC1027: an argument of <c>Prepare</c> that has no role. ACC1028: arguments of <c>Prepare</c> in another order than it takes them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PrepareArgumentAnalyzer : AccelerateAnalyzer
{
    private const string Prepare = "Prepare";

    private static readonly DiagnosticDescriptor WithoutRole = new(
        RoleRuleIds.PrepareArgumentWithoutRole,
        "An argument of Prepare has no role",
        "'{0}' is {1}, which Prepare cannot wire. {2}.",
        RuleCategories.Roles,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Prepare takes models, optimizers, loaders and schedulers. Anything else is refused by the compiler, or, where it happens to be a sequence, taken for a loader of batches.",
        RulePages.AddressOf(RoleRuleIds.PrepareArgumentWithoutRole));

    private static readonly DiagnosticDescriptor OutOfOrder = new(
        RoleRuleIds.PrepareArgumentsOutOfOrder,
        "The arguments of Prepare are out of order",
        "Prepare takes models, optimizers, loaders and the scheduler in this order; '{0}', {1}, stands after {2}",
        RuleCategories.Roles,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Prepare returns what it is given in the same order, and knows the roles by their places.",
        RulePages.AddressOf(RoleRuleIds.PrepareArgumentsOutOfOrder));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [WithoutRole, OutOfOrder];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var roles = new PrepareTypes(types);
        if (!roles.AreKnown)
            return;
        context.RegisterOperationAction(operation => AnalyzeCall(operation, types, roles), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeRefusedCall(operation, types, roles), OperationKind.Invalid);
    }

    /// <summary>Any sequence is accepted as a loader; some can be none.</summary>
    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes types, PrepareTypes roles)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != Prepare || !types.IsAccelerator(call.TargetMethod.ContainingType))
            return;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } sequence && !roles.CanBeBatch(sequence.TypeArguments[0]))
                ReportWithoutRole(context, argument.Value, roles);
        }
    }

    /// <summary>A call that fits no overload: the compiler says which conversion failed, not which argument is out of place.</summary>
    private static void AnalyzeRefusedCall(OperationAnalysisContext context, KnownTypes types, PrepareTypes roles)
    {
        if (context.Operation.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Prepare } member, ArgumentList.Arguments: var arguments }
            || arguments.Any(argument => argument.NameColon is not null)
            || context.Operation.SemanticModel is not { } model
            || !types.IsAccelerator(model.GetTypeInfo(member.Expression, context.CancellationToken).Type))
            return;

        var found = new List<(IOperation Value, PrepareRole Role)>();
        foreach (var argument in arguments)
        {
            if (model.GetOperation(argument.Expression, context.CancellationToken) is not { Type: { TypeKind: not TypeKind.Error, SpecialType: not SpecialType.System_Boolean } type } value)
                return;
            if (roles.RoleOf(type) is not { } role)
                ReportWithoutRole(context, value, roles);
            else
                found.Add((value, role));
        }
        if (found.Count < arguments.Count)
            return;
        for (var i = 1; i < found.Count; i++)
        {
            if (found[i].Role >= found[i - 1].Role)
                continue;
            context.ReportDiagnostic(Diagnostic.Create(OutOfOrder, found[i].Value.Syntax.GetLocation(), found[i].Value.Syntax.ToString(), NameOf(found[i].Role), NameOf(found[i - 1].Role)));
            return;
        }
    }

    private static void ReportWithoutRole(OperationAnalysisContext context, IOperation value, PrepareTypes roles)
    {
        var source = value is IConversionOperation { IsImplicit: true, Operand: var operand } ? operand : value;
        if (source.Type is not { } type)
            return;
        context.ReportDiagnostic(Diagnostic.Create(
            WithoutRole, source.Syntax.GetLocation(), source.Syntax.ToString(), $"of type {type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}", roles.AdviceFor(type)));
    }

    private static string NameOf(PrepareRole role) => role switch
    {
        PrepareRole.Model => "a model",
        PrepareRole.Optimizer => "an optimizer",
        PrepareRole.Loader => "a loader",
        _ => "a scheduler",
    };
}
