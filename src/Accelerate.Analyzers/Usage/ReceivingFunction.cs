using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.Analyzers.Usage;

/// <summary>
/// A function and the parameter by which it receives an accelerator. A rule has no semantic model of another file, so this goes by
/// names, and only where a name can mean one thing: a local function, or the only method of that name in the type.
/// </summary>
internal sealed class ReceivingFunction
{
    private readonly SyntaxNode _function;
    private readonly string _parameter;
    private readonly string _name;
    private readonly INamedTypeSymbol _type;
    private readonly KnownTypes _types;

    private ReceivingFunction(SyntaxNode function, string parameter, string name, INamedTypeSymbol type, KnownTypes types)
    {
        _function = function;
        _parameter = parameter;
        _name = name;
        _type = type;
        _types = types;
    }

    /// <summary>The function of a parameter; null where its source is not at hand.</summary>
    public static ReceivingFunction? Of(IParameterSymbol parameter, KnownTypes types, CancellationToken cancellationToken) =>
        types.IsAccelerator(parameter.Type) && parameter is { ContainingSymbol: IMethodSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations } method, ContainingType: { } type }
            ? new(declarations[0].GetSyntax(cancellationToken), parameter.Name, NameOf(method), type, types)
            : null;

    /// <summary>How the accelerator is used to train, here or further on.</summary>
    public TrainingUse Use(CancellationToken cancellationToken) => Use([], cancellationToken);

    /// <summary>The argument by which the accelerator is handed on, if that is all that is done with it, and once.</summary>
    public ArgumentSyntax? OnlyHandedOn()
    {
        var references = References().Take(2).ToArray();
        return references.Length == 1 && references[0].Parent is ArgumentSyntax argument && !IsInLoop(argument) ? argument : null;
    }

    private TrainingUse Use(HashSet<SyntaxNode> seen, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        seen.Add(_function);
        var calls = TrainingCalls.None;
        var further = new List<TrainingUse>();
        var isLost = false;
        foreach (var reference in References())
        {
            switch (reference.Parent)
            {
                case MemberAccessExpressionSyntax access:
                    if (access.Parent is InvocationExpressionSyntax)
                        calls |= TrainingCallFinder.CallNamed(access.Name.Identifier.ValueText);
                    break;
                case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax call } } argument when Callee(call, argument, cancellationToken) is { } callee:
                    if (!seen.Contains(callee._function))
                        further.Add(callee.Use(seen, cancellationToken));
                    break;
                default:
                    isLost = true;
                    break;
            }
        }
        var all = further.Aggregate(calls, (sum, use) => sum | use.Calls);
        if (calls != TrainingCalls.None)
            return new(all, _name);
        // A function that only hands the accelerator on trains with it where all of a training is seen further on.
        if (isLost || all != (TrainingCalls.Prepare | TrainingCalls.Step))
            return new(TrainingCalls.None, _name);
        return new(all, OnlyHandedOn() is not null ? further[0].Function : _name);
    }

    /// <summary>Where the function names its parameter. A function inside may have another of that name.</summary>
    private IEnumerable<IdentifierNameSyntax> References() =>
        _function.DescendantNodes(node => node == _function || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) || !Declares(node, _parameter))
            .OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == _parameter && name.Parent switch
            {
                MemberAccessExpressionSyntax access => access.Expression == name,
                MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or QualifiedNameSyntax => false,
                AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Right == name,
                _ => true,
            });

    private bool IsInLoop(SyntaxNode node) =>
        node.Ancestors().TakeWhile(ancestor => ancestor != _function).Any(ancestor => ancestor is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax);

    private ReceivingFunction? Callee(InvocationExpressionSyntax call, ArgumentSyntax argument, CancellationToken cancellationToken)
    {
        switch (call.Expression)
        {
            case IdentifierNameSyntax name when Declares(MemberAround(call), name.Identifier.ValueText):
                return null;
            case IdentifierNameSyntax name:
                return LocalFunction(call, name.Identifier.ValueText) is { } local
                    ? Callee(local, argument)
                    : Callee(name.Identifier.ValueText, argument, cancellationToken);
            case MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax name }:
                return Callee(name.Identifier.ValueText, argument, cancellationToken);
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax type, Name: IdentifierNameSyntax name } when type.Identifier.ValueText == _type.Name:
                return Callee(name.Identifier.ValueText, argument, cancellationToken);
            default:
                return null;
        }
    }

    private ReceivingFunction? Callee(LocalFunctionStatementSyntax function, ArgumentSyntax argument)
    {
        var parameters = function.ParameterList.Parameters;
        var parameter = argument.NameColon is { } colon
            ? parameters.FirstOrDefault(candidate => candidate.Identifier.ValueText == colon.Name.Identifier.ValueText)
            : parameters.ElementAtOrDefault(IndexOf(argument));
        return parameter?.Type?.GetLastToken().ValueText == _types.Accelerator.Name
            ? new(function, parameter.Identifier.ValueText, $"'{function.Identifier.ValueText}'", _type, _types)
            : null;
    }

    private ReceivingFunction? Callee(string name, ArgumentSyntax argument, CancellationToken cancellationToken)
    {
        var named = new List<ISymbol>();
        for (var type = _type; type is not null; type = type.BaseType)
        {
            named.AddRange(type.GetMembers(name));
            // The generated loop of a training class is its owner's to call.
            if (type.HasAttribute(_types.AcceleratedTraining))
                return null;
        }
        if (named.Count != 1 || named[0] is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsAbstract: false, IsOverride: false } method)
            return null;
        var parameter = argument.NameColon is { } colon
            ? method.Parameters.FirstOrDefault(candidate => candidate.Name == colon.Name.Identifier.ValueText)
            : method.Parameters.ElementAtOrDefault(IndexOf(argument));
        return parameter is null ? null : Of(parameter, _types, cancellationToken);
    }

    /// <summary>What a message calls a function.</summary>
    public static string NameOf(IMethodSymbol function) => function.MethodKind == MethodKind.AnonymousFunction ? "the lambda" : $"'{function.Name}'";

    private static int IndexOf(ArgumentSyntax argument) => ((ArgumentListSyntax)argument.Parent!).Arguments.IndexOf(argument);

    private static SyntaxNode MemberAround(SyntaxNode node) =>
        node.Ancestors().First(ancestor => ancestor is CompilationUnitSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);

    private static LocalFunctionStatementSyntax? LocalFunction(SyntaxNode call, string name) => call.Ancestors()
        .SelectMany(scope => scope is CompilationUnitSyntax ? scope.ChildNodes().OfType<GlobalStatementSyntax>().Select(global => (SyntaxNode)global.Statement) : scope.ChildNodes())
        .OfType<LocalFunctionStatementSyntax>()
        .FirstOrDefault(function => function.Identifier.ValueText == name);

    /// <summary>Whether a variable or parameter of a name is declared in a piece of code.</summary>
    private static bool Declares(SyntaxNode code, string name) => code.DescendantNodes().Any(node => node switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText == name,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText == name,
        ParameterSyntax parameter => parameter.Identifier.ValueText == name,
        ForEachStatementSyntax loop => loop.Identifier.ValueText == name,
        _ => false,
    });
}
