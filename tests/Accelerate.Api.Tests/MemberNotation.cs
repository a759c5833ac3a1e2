using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Accelerate.Api.Tests;

/// <summary>Writes members as the listing does.</summary>
internal static class MemberNotation
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>The public and protected members that the type itself declares, without those that only a compiler can name.</summary>
    public static IEnumerable<MemberInfo> VisibleMembersOf(Type type) =>
        type.GetMembers(Declared).Where(member => IsListed(type, member));

    public static ApiLine Line(MemberInfo member)
    {
        var signature = member switch
        {
            ConstructorInfo constructor => Constructor(constructor),
            MethodInfo method => Method(method),
            PropertyInfo property => Property(property),
            FieldInfo field => Field(field),
            EventInfo @event => $"{Access(@event.AddMethod!)} event {TypeNotation.Of(@event.EventHandlerType!)} {@event.Name}",
            _ => throw new ArgumentException($"The listing has no notation for {member.MemberType} {member}.", nameof(member)),
        };
        return new(TypeNotation.Of(member.DeclaringType!), member.Name, signature);
    }

    public static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select((parameter, position) => Parameter(parameter, position == 0 && IsExtension(method))));

    public static bool IsOverride(MethodInfo method) =>
        method.IsVirtual && (method.Attributes & MethodAttributes.VtableLayoutMask) == MethodAttributes.ReuseSlot && !method.DeclaringType!.IsInterface;

    public static MethodInfo[] Accessors(PropertyInfo property) => property.GetAccessors(nonPublic: true);

    private static bool IsListed(Type type, MemberInfo member)
    {
        if (member.Name.Contains('<', StringComparison.Ordinal))
            return false;
        if (TypeNotation.IsDelegate(type))
            return member.Name == "Invoke";
        return member switch
        {
            ConstructorInfo constructor => IsVisible(constructor) && !constructor.IsStatic,
            MethodInfo method => IsVisible(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)),
            PropertyInfo property => Accessors(property).Any(IsVisible),
            EventInfo @event => IsVisible(@event.AddMethod!),
            FieldInfo field => (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName,
            _ => false,
        };
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";

    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute), inherit: false) ? "[Obsolete] " : "";

    private static string Constructor(ConstructorInfo constructor)
    {
        var name = constructor.DeclaringType!.Name.Split('`')[0];
        return $"{Obsolete(constructor)}{Access(constructor)} {name}({Parameters(constructor)})";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.GetGenericArguments();
        var arguments = generic.Length == 0 ? "" : $"<{string.Join(", ", generic.Select(TypeNotation.Of))}>";
        return $"{Obsolete(method)}{Access(method)} {Modifiers(method)}{TypeNotation.Of(method.ReturnType)} {method.Name}{arguments}({Parameters(method)}){Constraints(method)}";
    }

    // An override inherits its constraints, so that only the first declaration writes them.
    private static string Constraints(MethodInfo method) => IsOverride(method) ? "" : TypeNotation.Constraints(method.GetGenericArguments());

    /// <summary>Members of interfaces and implementations of interfaces carry no modifier; that an override is sealed is not written.</summary>
    private static string Modifiers(MethodInfo method)
    {
        if (method.IsStatic)
            return "static ";
        if (!method.IsVirtual || method.DeclaringType!.IsInterface)
            return "";
        if (method.IsAbstract)
            return "abstract ";
        if (IsOverride(method))
            return "override ";
        return method.IsFinal ? "" : "virtual ";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = Accessors(property).Where(IsVisible).ToArray();
        var widest = accessors.FirstOrDefault(accessor => accessor.IsPublic) ?? accessors[0];
        var indexes = property.GetIndexParameters();
        var name = indexes.Length == 0 ? property.Name : $"this[{string.Join(", ", indexes.Select(index => Parameter(index, isReceiver: false)))}]";
        var body = new List<string>();
        if (property.GetMethod is { } getter && IsVisible(getter))
            body.Add(Narrower(getter, widest) + "get;");
        if (property.SetMethod is { } setter && IsVisible(setter))
            body.Add(Narrower(setter, widest) + (IsInit(setter) ? "init;" : "set;"));
        return $"{Obsolete(property)}{Access(widest)} {Modifiers(widest)}{TypeNotation.Of(property.PropertyType)} {name} {{ {string.Join(' ', body)} }}";
    }

    private static string Narrower(MethodInfo accessor, MethodInfo widest) => widest.IsPublic && !accessor.IsPublic ? "protected " : "";

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Field(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum)
            return $"enum value {field.Name} = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        var access = field.IsPublic ? "public" : "protected";
        var type = TypeNotation.Of(field.FieldType);
        if (field.IsLiteral)
            return $"{Obsolete(field)}{access} const {type} {field.Name} = {Constant(field.GetRawConstantValue(), field.FieldType)}";
        return $"{Obsolete(field)}{access} {(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{type} {field.Name}";
    }

    private static bool IsExtension(MethodBase method) => method.IsDefined(typeof(ExtensionAttribute), inherit: false);

    private static string Parameter(ParameterInfo parameter, bool isReceiver)
    {
        var prefix = isReceiver ? "this " : "";
        if (parameter.ParameterType.IsByRef)
            prefix += parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        if (parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) || parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false))
            prefix += "params ";
        var suffix = parameter.HasDefaultValue ? " = " + Constant(parameter.RawDefaultValue, parameter.ParameterType) : "";
        return $"{prefix}{TypeNotation.Of(parameter.ParameterType)} {parameter.Name}{suffix}";
    }

    private static string Constant(object? value, Type type)
    {
        var nullable = Nullable.GetUnderlyingType(type);
        if (value is null)
            return type.IsValueType && nullable is null ? "default" : "null";
        var plain = nullable ?? type;
        if (plain.IsEnum)
        {
            var name = Enum.GetName(plain, Enum.ToObject(plain, value));
            return name is null ? Convert.ToString(value, CultureInfo.InvariantCulture)! : $"{TypeNotation.Of(plain)}.{name}";
        }
        return value switch
        {
            bool flag => flag ? "true" : "false",
            string text => $"\"{text}\"",
            char letter => $"'{letter}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
