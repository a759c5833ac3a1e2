using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Reads types marked <c>[Batch]</c>.</summary>
internal static class BatchParser
{
    public const string AttributeName = "Accelerate.BatchAttribute";

    /// <summary>The methods that a batch gets; one that it declares itself is left to it.</summary>
    private static readonly string[] s_emitted = ["To", "Map", "Dispose", "Slice", "PadTo", "Gather", "Concatenate"];

    public static RoleResult<BatchModel> Parse(INamedTypeSymbol type, CancellationToken cancellation = default)
    {
        var problems = new List<RoleProblem>();
        foreach (var part in TypeDeclarations.NotPartial(type))
            problems.Add(new(ProblemKind.NotPartial, part, new([part.Name])));
        if (type.IsRefLikeType || type.IsStatic || type.IsAbstract || type.IsFileLocal || (type.TypeKind != TypeKind.Struct && !type.IsRecord))
            problems.Add(new(ProblemKind.BatchNotCopyable, type, new([type.Name])));

        var members = new List<BatchMember>();
        foreach (var member in DataMembers(type))
        {
            cancellation.ThrowIfCancellationRequested();
            var memberType = TypeOf(member);
            var isBatch = IsBatch(memberType);
            if (!isBatch && !KnownTypes.IsTensor(memberType))
                continue;
            if (IsSettable(member, type))
                members.Add(new(member.Name, memberType.NullableAnnotation == NullableAnnotation.Annotated, isBatch));
            else
                problems.Add(new(ProblemKind.BatchMemberNotSettable, member, new([member.Name])));
        }
        if (members.Count == 0 && problems.Count == 0)
            problems.Add(new(ProblemKind.BatchWithoutTensor, type, new([type.Name])));
        if (problems.Count > 0)
            return new(null, [.. problems]);

        var declared = s_emitted.Where(name => type.GetMembers(name).Any(member => !TypeDeclarations.IsEmitted(member)));
        return new(new(TypeDeclarations.Of(type), new(members), new(declared)), []);
    }

    /// <summary>The member access that gives a tensor with one row a sample, after a batch of a type; null where none is known.</summary>
    public static string? SampleRows(ITypeSymbol batch)
    {
        if (KnownTypes.IsTensor(batch))
            return "";
        if (batch is INamedTypeSymbol { IsTupleType: true } tuple)
            return KnownTypes.IsTensor(tuple.TupleElements[0].Type) ? ".Item1" : null;
        if (batch is INamedTypeSymbol type && IsBatch(type))
        {
            var first = DataMembers(type).FirstOrDefault(member => TypeOf(member) is var held
                && held.NullableAnnotation != NullableAnnotation.Annotated && (KnownTypes.IsTensor(held) || IsBatch(held)));
            return first is not null && SampleRows(TypeOf(first)) is { } rest ? $".{first.Name}{rest}" : null;
        }
        if (batch is IArrayTypeSymbol { Rank: 1 } array)
            return KnownTypes.IsTensor(array.ElementType) ? "[0]" : null;
        IEnumerable<INamedTypeSymbol> interfaces = batch is INamedTypeSymbol named ? [named, .. named.AllInterfaces] : [];
        return interfaces.Any(list => list.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_IReadOnlyList_T
            && KnownTypes.IsTensor(list.TypeArguments[0]))
            ? "[0]"
            : null;
    }

    private static bool IsBatch(ITypeSymbol type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type).GetAttributes().Any(KnownTypes.IsBatchAttribute);

    private static IEnumerable<ISymbol> DataMembers(INamedTypeSymbol type) => RoleMembers.Levels(type)
        .SelectMany(level => RoleMembers.InOrder(level.GetMembers().Where(member =>
            !member.IsStatic && member is IPropertySymbol { IsIndexer: false, IsOverride: false } property && IsStored(property)
            || member is IFieldSymbol { IsStatic: false, AssociatedSymbol: null, IsImplicitlyDeclared: false })));

    /// <summary>Whether a property holds its value, as against computing it.</summary>
    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private static bool IsSettable(ISymbol member, INamedTypeSymbol type) => member is IPropertySymbol property
        ? property.SetMethod is { } setter && HyperparameterParser.IsWithinReach(setter, type)
        : member is IFieldSymbol { IsReadOnly: false } && HyperparameterParser.IsWithinReach(member, type);
}
