using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Accelerate.Roles;

/// <summary>Describes where a type is declared.</summary>
internal static class TypeDeclarations
{
    private static readonly SymbolDisplayFormat s_name = new(genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    public static TypeDeclaration Of(INamedTypeSymbol type)
    {
        var parents = Parents(type).Select(parent => $"partial {Keyword(parent)} {parent.ToDisplayString(s_name)}");
        var metadataName = string.Join(".", Parents(type).Append(type).Select(part => part.MetadataName));
        var isGlobal = type.ContainingNamespace.IsGlobalNamespace;
        var space = isGlobal ? "" : type.ContainingNamespace.ToDisplayString();
        return new(space, new(parents), Keyword(type), type.ToDisplayString(s_name), (isGlobal ? metadataName : $"{space}.{metadataName}").Replace('`', '_'));
    }

    /// <summary>The type or those around it that nothing can be added to.</summary>
    public static IEnumerable<INamedTypeSymbol> NotPartial(INamedTypeSymbol type) =>
        Parents(type).Append(type).Where(part => !part.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)));

    /// <summary>Whether a member was emitted by our generator: an analyzer sees it, the generator itself does not.</summary>
    public static bool IsEmitted(ISymbol member) => member.GetAttributes().Any(attribute =>
        attribute.AttributeClass?.Name == "GeneratedCodeAttribute" && attribute.Text() == "Accelerate.Generators");

    private static Stack<INamedTypeSymbol> Parents(INamedTypeSymbol type)
    {
        var parents = new Stack<INamedTypeSymbol>();
        for (var parent = type.ContainingType; parent is not null; parent = parent.ContainingType)
            parents.Push(parent);
        return parents;
    }

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (TypeKind.Interface, _) => "interface",
        (_, true) => "record",
        _ => "class",
    };
}
