using Accelerate.Analyzers;
using Accelerate.Analyzers.Sharding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes.Sharding;

/// <summary>The edits that give a model an accelerator of its own. They need a local accelerator that is created by its declaration.</summary>
internal sealed class OwnAccelerator
{
    private readonly LocalDeclarationStatementSyntax _declaration;
    private readonly SplitPreparation? _split;
    private readonly IReadOnlyList<IdentifierNameSyntax> _receivers;

    private OwnAccelerator(string name, LocalDeclarationStatementSyntax declaration, SplitPreparation? split, IReadOnlyList<IdentifierNameSyntax> receivers)
    {
        Name = name;
        _declaration = declaration;
        _split = split;
        _receivers = receivers;
    }

    /// <summary>The name of the new accelerator.</summary>
    public string Name { get; }

    /// <summary>The edits for a diagnostic; null where they would not be safe.</summary>
    /// <param name="root">The file.</param>
    /// <param name="model">Its meaning.</param>
    /// <param name="diagnostic">The diagnostic, at the second model.</param>
    /// <param name="taken">Names that other edits of the file use; the new one is added.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static OwnAccelerator? Plan(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, HashSet<string> taken, CancellationToken cancellationToken)
    {
        if (KnownTypes.Find(model.Compilation) is not { } known || ShardingTypes.Find(known) is not { } types)
            return null;
        var expression = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax;
        if (expression?.FirstAncestorOrSelf<ArgumentSyntax>() is not { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver } } call }
            || model.GetSymbolInfo(receiver, cancellationToken).Symbol is not ILocalSymbol accelerator
            || accelerator.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) is not VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax } declarator
            || declarator.Parent?.Parent is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1, Parent: BlockSyntax or GlobalStatementSyntax } declaration)
            return null;

        var models = call.ArgumentList.Arguments.Count(argument => types.IsModel(model.GetTypeInfo(argument.Expression, cancellationToken).Type));
        var split = models > 1 ? SplitPreparation.Of(call, expression) : null;
        if (models > 1 && split is null)
            return null;
        var scope = declaration.Ancestors().First(static node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax);
        var owned = new OwnedSymbols(model, scope, accelerator, cancellationToken);
        owned.Add(split?.SecondArguments ?? call.ArgumentList.Arguments, split?.SecondTargets ?? Deconstruction.TargetsOf(call));
        if (owned.FindReceivers(call) is not { } receivers)
            return null;
        var name = NameFor(expression, scope, taken);
        return new(name, declaration, split, split is null ? [receiver, .. receivers] : receivers);
    }

    public void Apply(SyntaxEditor editor)
    {
        var name = SyntaxFactory.Identifier(Name);
        var variable = _declaration.Declaration.Variables[0];
        var copy = _declaration
            .ReplaceToken(variable.Identifier, name.WithTriviaFrom(variable.Identifier))
            .WithLeadingTrivia(Indentation(_declaration))
            .WithTrailingTrivia(EndOfLine(_declaration));
        if (_declaration.Parent is GlobalStatementSyntax global)
            editor.InsertAfter(global, SyntaxFactory.GlobalStatement(copy));
        else
            editor.InsertAfter(_declaration, copy);
        foreach (var receiver in _receivers)
            editor.ReplaceNode(receiver, (current, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(current));
        _split?.Apply(editor, Name);
    }

    /// <summary>The white space in front of a statement, without comments and empty lines above it.</summary>
    internal static SyntaxTriviaList Indentation(StatementSyntax statement)
    {
        var last = statement.GetLeadingTrivia().LastOrDefault();
        return last.IsKind(SyntaxKind.WhitespaceTrivia) ? [last] : [];
    }

    /// <summary>The end of a line as the file has it. It is not elastic, or the editor would set top-level statements apart by empty lines.</summary>
    internal static SyntaxTrivia EndOfLine(StatementSyntax statement)
    {
        var own = statement.GetTrailingTrivia().LastOrDefault();
        return own.IsKind(SyntaxKind.EndOfLineTrivia) ? own : SyntaxFactory.LineFeed;
    }

    private static string NameFor(ExpressionSyntax expression, SyntaxNode scope, HashSet<string> taken)
    {
        var stem = expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
            _ => "second",
        };
        stem = stem.TrimStart('_');
        stem = stem.Length == 0 ? "second" : char.ToLowerInvariant(stem[0]) + stem.Substring(1);
        var used = new HashSet<string>(scope.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.IdentifierToken)).Select(static token => token.ValueText), StringComparer.Ordinal);
        var name = stem + "Accelerator";
        for (var number = 2; used.Contains(name) || !taken.Add(name); number++)
            name = $"{stem}Accelerator{number}";
        return name;
    }
}
