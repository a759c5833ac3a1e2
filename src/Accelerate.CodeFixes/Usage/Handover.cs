using Accelerate.Analyzers;
using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.CodeFixes.Usage;

/// <summary>An argument by which an accelerator gets into a function, and the parameter there: both can go if the function has one caller.</summary>
internal sealed class Handover
{
    private Handover(Document argumentDocument, ArgumentSyntax argument, Document functionDocument, SyntaxNode function, IMethodSymbol method, ParameterSyntax parameter, ArgumentSyntax? next)
    {
        ArgumentDocument = argumentDocument;
        Argument = argument;
        FunctionDocument = functionDocument;
        Function = function;
        Method = method;
        Parameter = parameter;
        Next = next;
    }

    public Document ArgumentDocument { get; }

    public ArgumentSyntax Argument { get; }

    public Document FunctionDocument { get; }

    public SyntaxNode Function { get; }

    public IMethodSymbol Method { get; }

    public ParameterSyntax Parameter { get; }

    /// <summary>The argument by which the function hands the accelerator on, if it does nothing else with it.</summary>
    public ArgumentSyntax? Next { get; }

    /// <summary>The handover of a value; null where it is none, the function does not train, or others may depend on what it takes.</summary>
    public static async Task<Handover?> OfAsync(IOperation value, Document document, KnownTypes types, CancellationToken cancellationToken)
    {
        if (OperationTree.WithConversions(value).Parent is not IArgumentOperation { Syntax: ArgumentSyntax argument, Parameter: { RefKind: RefKind.None, IsParams: false } parameter, Parent: IInvocationOperation call })
            return null;
        var method = call.TargetMethod.OriginalDefinition;
        parameter = parameter.OriginalDefinition;
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)
            || method.IsVirtual || method.IsOverride || method.IsAbstract || method.GetAttributes().Length > 0
            || ReceivingFunction.Of(parameter, types, cancellationToken) is not { } receiver
            || receiver.Use(cancellationToken).Calls == TrainingCalls.None
            || document.Project.CompilationOptions is { OutputKind: OutputKind.DynamicallyLinkedLibrary } && Visibility.IsPublic(method)
            || method.MethodKind == MethodKind.Ordinary && Visibility.ImplementsInterface(method))
            return null;
        var solution = document.Project.Solution;
        var function = await method.DeclaringSyntaxReferences[0].GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        if (solution.GetDocument(function.SyntaxTree) is not { } functionDocument
            || parameter.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not ParameterSyntax parameterSyntax
            || IsDocumented(function, parameter.Name)
            || IsAssigned(function, parameter.Name))
            return null;
        var callers = (await SymbolFinder.FindReferencesAsync(method, solution, cancellationToken).ConfigureAwait(false)).SelectMany(found => found.Locations);
        return callers.Count() == 1 ? new(document, argument, functionDocument, function, method, parameterSyntax, receiver.OnlyHandedOn()) : null;
    }

    private static bool IsDocumented(SyntaxNode function, string parameter) =>
        function.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.DescendantNodes().OfType<XmlNameAttributeSyntax>())
            .Any(attribute => attribute.Identifier.Identifier.ValueText == parameter);

    private static bool IsAssigned(SyntaxNode function, string parameter) =>
        function.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => assignment.Left is IdentifierNameSyntax name && name.Identifier.ValueText == parameter);
}
