using System.Reflection;

namespace Accelerate.Api.Tests;

/// <summary>Writes types as the listing does.</summary>
internal static class TypeNotation
{
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["System.Boolean"] = "bool",
        ["System.Byte"] = "byte",
        ["System.SByte"] = "sbyte",
        ["System.Char"] = "char",
        ["System.Int16"] = "short",
        ["System.Int32"] = "int",
        ["System.Int64"] = "long",
        ["System.Single"] = "float",
        ["System.Double"] = "double",
        ["System.String"] = "string",
        ["System.Object"] = "object",
        ["System.Void"] = "void",
    };

    private static readonly string[] UnwrittenNamespaces = ["System", "System.Collections.Generic", "System.Threading.Tasks"];

    public static string Of(Type type)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (type.IsArray)
            return Array(Of(type.GetElementType()!), type.GetArrayRank());
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsPointer)
            return Of(type.GetElementType()!) + "*";
        return Named(FullNameOf(type), [.. type.GetGenericArguments().Select(Of)]);
    }

    public static string Array(string element, int rank) => $"{element}[{new string(',', rank - 1)}]";

    /// <param name="fullName">The metadata name, nested types joined by '+', arities after '`'.</param>
    /// <param name="arguments">The generic arguments of the type and of those it is nested in, outermost first.</param>
    public static string Named(string fullName, IReadOnlyList<string> arguments)
    {
        if (Keywords.TryGetValue(fullName, out var keyword))
            return keyword;
        if (fullName == "System.Nullable`1" && arguments.Count == 1)
            return arguments[0] + "?";
        if (fullName.StartsWith("System.ValueTuple`", StringComparison.Ordinal) && arguments.Count > 1)
            return $"({string.Join(", ", arguments)})";

        var names = fullName.Split('+');
        var dot = names[0].LastIndexOf('.');
        if (dot >= 0 && UnwrittenNamespaces.Contains(names[0][..dot]))
            names[0] = names[0][(dot + 1)..];

        var used = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var tick = names[i].IndexOf('`', StringComparison.Ordinal);
            if (tick < 0)
                continue;
            var arity = int.Parse(names[i][(tick + 1)..]);
            names[i] = $"{names[i][..tick]}<{string.Join(", ", arguments.Skip(used).Take(arity))}>";
            used += arity;
        }
        return string.Join('.', names);
    }

    public static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic;

    public static ApiLine Line(Type type)
    {
        var bases = BasesOf(type);
        var signature = Head(type) + (bases.Count > 0 ? " : " + string.Join(", ", bases) : "") + Constraints(OwnGenericArguments(type));
        return new(Of(type), ApiListing.TypeMember, signature);
    }

    /// <summary>Access, kind and name: what a type's line holds before its base types.</summary>
    public static string Head(Type type)
    {
        var access = type.IsPublic || type.IsNestedPublic ? "public" : "protected";
        return $"{access} {KindOf(type)} {Of(type)}";
    }

    public static string? BaseOf(Type type) =>
        type.IsClass && !IsDelegate(type) && type.BaseType is { } parent && parent != typeof(object) ? Of(parent) : null;

    /// <summary>The visible interfaces that the type adds to those of its base type, in ordinal order.</summary>
    public static IReadOnlyList<string> InterfacesOf(Type type)
    {
        if (type.IsEnum || IsDelegate(type))
            return [];
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        return [.. type.GetInterfaces().Except(inherited).Where(IsVisibleInterface).Select(Of).Order(StringComparer.Ordinal)];
    }

    public static string Constraints(IEnumerable<Type> parameters) => string.Concat(parameters.Select(Constraint));

    public static bool IsDelegate(Type type) => typeof(Delegate).IsAssignableFrom(type);

    private static bool IsVisibleInterface(Type type) => IsVisible(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static List<string> BasesOf(Type type)
    {
        var bases = new List<string>();
        if (BaseOf(type) is { } parent)
            bases.Add(parent);
        bases.AddRange(InterfacesOf(type));
        return bases;
    }

    private static string KindOf(Type type)
    {
        if (type.IsEnum)
            return "enum";
        if (type.IsInterface)
            return "interface";
        if (type.IsValueType)
            return "struct";
        if (IsDelegate(type))
            return "delegate";
        return (type.IsAbstract, type.IsSealed) switch
        {
            (true, true) => "static class",
            (true, false) => "abstract class",
            (false, true) => "sealed class",
            _ => "class",
        };
    }

    private static IEnumerable<Type> OwnGenericArguments(Type type) =>
        type.GetGenericArguments().Skip(type.DeclaringType?.GetGenericArguments().Length ?? 0);

    private static string Constraint(Type parameter)
    {
        var attributes = parameter.GenericParameterAttributes;
        var isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        var words = new List<string>();
        if (isStruct)
            words.Add("struct");
        if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            words.Add("class");
        words.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Of));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
            words.Add("new()");
        return words.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", words)}";
    }

    private static string FullNameOf(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition.FullName ?? throw new InvalidOperationException($"The type {type} has no full name.");
    }
}
