using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Reads the hyperparameters of a type.</summary>
internal static class HyperparameterParser
{
    /// <summary>The options that every training program has.</summary>
    private static readonly string[] s_runOptions =
        ["--epochs", "--gradient-accumulation-steps", "--max-gradient-norm", "--mixed-precision", "--seed", "--threads", "--cpu", "--output", "--help", "--version"];

    public static EquatableArray<Hyperparameter> Parse(INamedTypeSymbol type, List<RoleProblem> problems)
    {
        var found = new Dictionary<string, Hyperparameter>();
        var order = new List<string>();
        foreach (var level in RoleMembers.Levels(type))
        {
            foreach (var property in RoleMembers.InOrder(level.GetMembers().OfType<IPropertySymbol>()))
            {
                if (property.GetAttributes().FirstOrDefault(attribute => KnownTypes.IsOurs(attribute.AttributeClass, "HyperparameterAttribute")) is not { } attribute)
                    continue;
                if (Parse(type, property, attribute, problems) is not { } hyperparameter)
                    continue;
                if (s_runOptions.Contains(hyperparameter.Option) || found.Values.Any(other => other.Option == hyperparameter.Option && other.Name != hyperparameter.Name))
                    problems.Add(new(ProblemKind.OptionTaken, property, new([hyperparameter.Option])));
                if (!found.ContainsKey(property.Name))
                    order.Add(property.Name);
                found[property.Name] = hyperparameter;
            }
        }
        return new(order.Select(name => found[name]));
    }

    public static bool IsHyperparameter(ISymbol member) =>
        member.GetAttributes().Any(attribute => KnownTypes.IsOurs(attribute.AttributeClass, "HyperparameterAttribute"));

    private static Hyperparameter? Parse(INamedTypeSymbol type, IPropertySymbol property, AttributeData attribute, List<RoleProblem> problems)
    {
        if (property.IsStatic || property.IsIndexer || property.SetMethod is not { } setter || !IsWithinReach(setter, type))
        {
            problems.Add(new(ProblemKind.HyperparameterNotSettable, property, new([property.Name])));
            return null;
        }
        var minimum = Bound(attribute, "Minimum");
        var maximum = Bound(attribute, "Maximum");
        if (KindOf(property.Type) is not { } kind || ((minimum ?? maximum) is not null && !IsNumber(property.Type)))
        {
            problems.Add(new(ProblemKind.UnusableHyperparameterType, property, new([ParameterBinder.Display(property.Type)])));
            return null;
        }
        var isNullable = property.NullableAnnotation == NullableAnnotation.Annotated;
        var valueType = kind is HyperparameterKind.OptionalParsed or HyperparameterKind.OptionalChoice ? ((INamedTypeSymbol)property.Type).TypeArguments[0] : property.Type;
        return new(
            property.Name,
            "--" + RoleNames.Words(property.Name, '-'),
            valueType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            kind,
            attribute.Text(),
            minimum,
            maximum,
            attribute.Argument<bool>("ExclusiveMinimum"),
            isNullable,
            property.IsRequired);
    }

    private static double? Bound(AttributeData attribute, string name) =>
        attribute.Argument(name, double.NaN) is var bound && double.IsNaN(bound) ? null : bound;

    public static bool IsWithinReach(ISymbol member, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingType, type) || member.DeclaredAccessibility switch
        {
            Accessibility.Private => false,
            Accessibility.Internal or Accessibility.ProtectedAndInternal => member.ContainingAssembly.GivesAccessTo(type.ContainingAssembly),
            _ => true,
        };

    private static HyperparameterKind? KindOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            return KindOf(nullable.TypeArguments[0]) switch
            {
                HyperparameterKind.Choice => HyperparameterKind.OptionalChoice,
                HyperparameterKind.Parsed or HyperparameterKind.Flag => HyperparameterKind.OptionalParsed,
                _ => null,
            };
        }
        if (type.TypeKind == TypeKind.Enum)
            return HyperparameterKind.Choice;
        if (type.SpecialType is SpecialType.System_String)
            return HyperparameterKind.Text;
        if (type.SpecialType is SpecialType.System_Boolean)
            return HyperparameterKind.Flag;
        return type.IsValueType && ParsesItself(type) ? HyperparameterKind.Parsed : null;
    }

    private static bool IsNumber(ITypeSymbol type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type).SpecialType
            is >= SpecialType.System_SByte and <= SpecialType.System_Double;

    private static bool ParsesItself(ITypeSymbol type) => type.AllInterfaces.Any(implemented =>
        implemented is { MetadataName: "IParsable`1", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
        && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], type));
}
