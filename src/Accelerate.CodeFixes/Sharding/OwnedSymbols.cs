using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Sharding;

/// <summary>What belongs to one of an accelerator's models, its optimizer and scheduler, and where the accelerator is used for them.</summary>
internal sealed class OwnedSymbols(SemanticModel model, SyntaxNode scope, ILocalSymbol accelerator, CancellationToken cancellationToken)
{
    private readonly HashSet<ISymbol> _owned = new(SymbolEqualityComparer.Default);

    /// <summary>Adds what Prepare is given and what its result is taken apart into.</summary>
    public void Add(IEnumerable<ArgumentSyntax> arguments, IEnumerable<SyntaxNode> targets)
    {
        foreach (var symbol in arguments.Select(argument => model.GetSymbolInfo(argument.Expression, cancellationToken).Symbol).Concat(targets.Select(SymbolOf)))
        {
            if (symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol or IPropertySymbol)
                _owned.Add(symbol);
        }
    }

    /// <summary>
    /// The places, other than the call, where the accelerator serves what is owned: calls that are given it, and backward passes and
    /// questions about synchronization before a step of its optimizer. Null where one place serves it and another model together.
    /// </summary>
    public IReadOnlyList<IdentifierNameSyntax>? FindReceivers(InvocationExpressionSyntax call)
    {
        var receivers = new List<IdentifierNameSyntax>();
        var steps = scope.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(static step => step.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "step" })
            .Select(step => (step.SpanStart, IsOwn: IsOwned(((MemberAccessExpressionSyntax)step.Expression).Expression)))
            .ToArray();
        foreach (var access in scope.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (access.Parent == call || access.Expression is not IdentifierNameSyntax receiver || !SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(receiver, cancellationToken).Symbol, accelerator))
                continue;
            if (access.Name.Identifier.ValueText is "Backward" or "SyncGradients")
            {
                var next = steps.FirstOrDefault(step => step.SpanStart > access.SpanStart);
                if (next.IsOwn)
                    receivers.Add(receiver);
            }
            else if (access.Parent is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments })
            {
                var own = arguments.Count(argument => argument.DescendantNodes().OfType<ExpressionSyntax>().Any(IsOwned));
                if (own > 0 && access.Name.Identifier.ValueText == "Accumulate" && own < arguments.Count)
                    return null;
                if (own > 0)
                    receivers.Add(receiver);
            }
        }
        return receivers;
    }

    private bool IsOwned(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && model.GetSymbolInfo(expression, cancellationToken).Symbol is { } symbol && _owned.Contains(symbol);

    private ISymbol? SymbolOf(SyntaxNode target) => target switch
    {
        VariableDeclaratorSyntax variable => model.GetDeclaredSymbol(variable, cancellationToken),
        SingleVariableDesignationSyntax variable => model.GetDeclaredSymbol(variable, cancellationToken),
        DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax variable } => model.GetDeclaredSymbol(variable, cancellationToken),
        ExpressionSyntax expression => model.GetSymbolInfo(expression, cancellationToken).Symbol,
        _ => null,
    };
}
