using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Sharding;

/// <summary>A model in a call of Prepare.</summary>
/// <param name="accelerator">The accelerator: a symbol, or the call itself where it has no name.</param>
/// <param name="identity">What tells the model from others.</param>
/// <param name="reason">Why the accelerator shards.</param>
/// <param name="call">The call of Prepare.</param>
/// <param name="model">The argument.</param>
/// <param name="member">The method or initializer that the call is in.</param>
/// <param name="graph">The control flow of that member.</param>
internal sealed class PreparedModel(object accelerator, object identity, string reason, IInvocationOperation call, IOperation model, ISymbol member, ControlFlowGraph graph)
{
    public object Accelerator { get; } = accelerator;

    public object Identity { get; } = identity;

    public string Reason { get; } = reason;

    public SyntaxNode Syntax { get; } = model.Syntax;

    /// <summary>Whether one accelerator may prepare both: there is a way through the program that passes both calls.</summary>
    public bool CanFollow(PreparedModel other)
    {
        if (other.Call == Call)
            return true;
        if (SymbolEqualityComparer.Default.Equals(other.Member, Member))
            return ControlFlow.ConnectsEither(graph, other.Call.Syntax, Call.Syntax, (Accelerator as ILocalSymbol)?.DeclaringSyntaxReferences.FirstOrDefault()?.Span);
        return IsAlwaysRun(Member) || IsAlwaysRun(other.Member);
    }

    private IInvocationOperation Call { get; } = call;

    private ISymbol Member { get; } = member;

    private static bool IsAlwaysRun(ISymbol member) => member is IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };
}
