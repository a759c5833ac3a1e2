using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.CodeFixes.Roles;

/// <summary>Pieces of declarations that fixes insert, with nothing but the trivia they need.</summary>
internal static class Declarations
{
    /// <summary>The declaration that a diagnostic's identifier belongs to.</summary>
    public static T? At<T>(SyntaxNode root, Diagnostic diagnostic)
        where T : SyntaxNode
    {
        var span = diagnostic.Location.SourceSpan;
        return span.End <= root.FullSpan.End ? root.FindToken(span.Start).Parent?.FirstAncestorOrSelf<T>() : null;
    }

    /// <summary>A type's name as the code at a position would write it.</summary>
    public static string NameOf(ITypeSymbol type, SemanticModel model, int position) => type.ToMinimalDisplayString(model, position);

    /// <summary>A type in the place of another, with its trivia.</summary>
    public static TypeSyntax Instead(this TypeSyntax old, string type) => SyntaxFactory.ParseTypeName(type).WithTriviaFrom(old);

    /// <summary>A declaration with one more modifier at the end.</summary>
    public static MemberDeclarationSyntax WithModifier(this MemberDeclarationSyntax member, SyntaxKind kind)
    {
        var modifier = SyntaxFactory.Token(default, kind, [SyntaxFactory.Space]);
        if (member.Modifiers.Count > 0)
            return member.WithModifiers(member.Modifiers.Add(modifier));
        // The keyword of the declaration carries the indentation and the comments above.
        var first = member.GetFirstToken();
        if (member.AttributeLists.Count > 0)
            first = member.AttributeLists.Last().GetLastToken().GetNextToken();
        modifier = modifier.WithLeadingTrivia(first.LeadingTrivia);
        return ((MemberDeclarationSyntax)member.ReplaceToken(first, first.WithLeadingTrivia())).WithModifiers([modifier]);
    }

    /// <summary>A method with one more parameter at the front.</summary>
    public static MethodDeclarationSyntax WithFirstParameter(this MethodDeclarationSyntax method, string parameter)
    {
        var list = method.ParameterList;
        var added = SyntaxFactory.ParseParameterList($"({parameter})").Parameters[0];
        if (list.Parameters.Count == 0)
            return method.WithParameterList(list.WithParameters([added]));
        var comma = SyntaxFactory.Token(default, SyntaxKind.CommaToken, [SyntaxFactory.Space]);
        return method.WithParameterList(list.WithParameters(SyntaxFactory.SeparatedList([added, .. list.Parameters], [comma, .. list.Parameters.GetSeparators()])));
    }
}
