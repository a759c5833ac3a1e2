using Accelerate.Analyzers.Usage;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Accelerate.CodeFixes.Usage;

/// <summary>Turns a field or property, constructed by its initializer or in a constructor, into a local of the one method that uses it.</summary>
internal static class MemberMove
{
    public static async Task<ConstructionMove?> PlanAsync(Document document, BaseObjectCreationExpressionSyntax creation, ISymbol? member, AssignmentExpressionSyntax? assignment, CancellationToken cancellationToken)
    {
        if (member is null || !CanBeRemoved(member, document, out var declaration, cancellationToken))
            return null;
        var solution = document.Project.Solution;
        var uses = new List<(Document Document, SyntaxNode Node)>();
        foreach (var reference in (await SymbolFinder.FindReferencesAsync(member, solution, cancellationToken).ConfigureAwait(false)).SelectMany(found => found.Locations))
        {
            var root = await reference.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
            var name = root!.FindNode(reference.Location.SourceSpan, getInnermostNodeForTie: true);
            if (assignment is not null && assignment.Left.Span.Contains(name.Span) && assignment.SyntaxTree == name.SyntaxTree)
                continue;
            if (await ExpressionOfAsync(reference.Document, name, cancellationToken).ConfigureAwait(false) is not { } use)
                return null;
            uses.Add((reference.Document, use));
        }
        if (uses.Select(use => use.Node.FirstAncestorOrSelf<MemberDeclarationSyntax>()).Distinct().ToArray() is not { Length: 1 } methods || methods[0] is not MethodDeclarationSyntax method)
            return null;
        if (LocalName(member.Name, method, uses.Select(use => use.Node)) is not { } local)
            return null;

        var targetDocument = uses[0].Document;
        var model = await targetDocument.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var move = new ConstructionMove(document, creation, targetDocument, method, model!.GetDeclaredSymbol(method, cancellationToken)!, local);
        foreach (var (_, use) in uses)
            move.Edit(targetDocument, use, editor => editor.ReplaceNode(use, SyntaxFactory.IdentifierName(SyntaxFactory.Identifier(default, local, default)).WithTriviaFrom(use)));
        if (assignment is not null && !RemoveAssignment(move, document, assignment))
            return null;
        var declarationDocument = solution.GetDocument(declaration!.SyntaxTree)!;
        move.Remove(declarationDocument, declaration);
        return move;
    }

    private static bool CanBeRemoved(ISymbol member, Document document, out MemberDeclarationSyntax? declaration, CancellationToken cancellationToken)
    {
        declaration = null;
        if (member.DeclaringSyntaxReferences.Length != 1 || member.IsVirtual || member.IsOverride || member.IsAbstract || member.GetAttributes().Length > 0
            || document.Project.CompilationOptions is { OutputKind: OutputKind.DynamicallyLinkedLibrary } && Visibility.IsPublic(member)
            || Visibility.ImplementsInterface(member))
            return false;
        declaration = member.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken).FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return declaration switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Count == 1,
            PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } => accessors.All(accessor => accessor.Body is null && accessor.ExpressionBody is null),
            _ => false,
        };
    }

    /// <summary>The whole expression that names the member, with the <c>this.</c> or the type before it; null for a use that a local cannot replace.</summary>
    private static async Task<ExpressionSyntax?> ExpressionOfAsync(Document document, SyntaxNode name, CancellationToken cancellationToken)
    {
        if (name is not IdentifierNameSyntax identifier || identifier.Ancestors().Any(AcceleratorsAtHand.IsStaticFunction))
            return null;
        ExpressionSyntax expression = identifier;
        switch (identifier.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Name == identifier:
                var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
                if (access.Expression is not ThisExpressionSyntax && model!.GetSymbolInfo(access.Expression, cancellationToken).Symbol is not INamedTypeSymbol)
                    return null;
                expression = access;
                break;
            case MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or NameMemberCrefSyntax or QualifiedNameSyntax:
                return null;
        }
        return expression.Parent is AssignmentExpressionSyntax assignment && assignment.Left == expression || expression.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not 0 }
            ? null
            : expression;
    }

    /// <summary>The member's name as a local's, or as it is where that is taken in the method.</summary>
    private static string? LocalName(string member, MethodDeclarationSyntax method, IEnumerable<SyntaxNode> uses)
    {
        var trimmed = member.TrimStart('_');
        var camel = trimmed.Length == 0 ? member : char.ToLowerInvariant(trimmed[0]) + trimmed.Substring(1);
        var own = new HashSet<SyntaxToken>(uses.Select(use => use.GetLastToken()));
        var taken = new HashSet<string>(method.DescendantTokens()
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken) && !own.Contains(token))
            .Where(token => !(token.Parent is IdentifierNameSyntax { Parent: MemberAccessExpressionSyntax access } && access.Name == token.Parent))
            .Select(token => token.ValueText));
        return new[] { camel, member }.FirstOrDefault(name => !taken.Contains(name) && SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None);
    }

    private static bool RemoveAssignment(ConstructionMove move, Document document, AssignmentExpressionSyntax assignment)
    {
        var constructor = assignment.FirstAncestorOrSelf<ConstructorDeclarationSyntax>()!;
        var isAll = assignment.Parent is ArrowExpressionClauseSyntax || constructor.Body is { Statements.Count: 1 };
        if (isAll && IsLikeDefault(constructor))
            move.Remove(document, constructor);
        else if (assignment.Parent is ArrowExpressionClauseSyntax)
        {
            move.Edit(document, constructor, editor => editor.ReplaceNode(constructor, (current, _) => ((ConstructorDeclarationSyntax)current)
                .WithExpressionBody(null).WithSemicolonToken(default).WithBody(SyntaxFactory.Block().WithTrailingTrivia(constructor.SemicolonToken.TrailingTrivia))));
        }
        else if (assignment.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement)
            move.Remove(document, statement);
        else
            return false;
        return true;
    }

    /// <summary>Whether a constructor, once empty, is what the compiler provides by itself.</summary>
    private static bool IsLikeDefault(ConstructorDeclarationSyntax constructor) =>
        constructor is { AttributeLists.Count: 0, Initializer: null, ParameterList.Parameters.Count: 0 }
        && (constructor.Modifiers.Any(SyntaxKind.StaticKeyword)
            || constructor.Modifiers.Any(SyntaxKind.PublicKeyword)
                && constructor.Parent is ClassDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.AbstractKeyword) && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
                && type.Members.OfType<ConstructorDeclarationSyntax>().Count(other => !other.Modifiers.Any(SyntaxKind.StaticKeyword)) == 1);
}
