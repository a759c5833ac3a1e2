using System.Reflection;
using System.Text;

namespace Accelerate.Api.Tests;

/// <summary>
/// Compares a surface with the listing. It may be smaller, never different:
/// - a visible type must be listed, with the same access, kind, base type and constraints; it may implement fewer interfaces, not others;
/// - a visible member must be listed for its type, letter by letter;
/// - an override that is not listed is no difference to a caller, if what it overrides is listed and its parameters carry the same names and defaults.
/// </summary>
internal sealed class SurfaceCheck(ApiListing listing)
{
    private readonly List<string> differences = [];

    public IReadOnlyList<string> Differences => differences;

    public int MembersChecked { get; private set; }

    public void Check(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(TypeNotation.IsVisible).OrderBy(TypeNotation.Of, StringComparer.Ordinal))
        {
            if (!listing.HasType(TypeNotation.Of(type)))
            {
                differences.Add($"{TypeNotation.Line(type)}\n    TorchSharp has no such type: make it internal, or move it to a namespace and assembly of ours.");
                continue;
            }
            CheckType(type);
            foreach (var member in MemberNotation.VisibleMembersOf(type))
            {
                MembersChecked++;
                if (!IsAllowed(member))
                    Report(MemberNotation.Line(member), "is not listed");
            }
        }
    }

    public bool IsAllowed(MemberInfo member) => listing.Contains(MemberNotation.Line(member)) || IsUnlistedOverride(member);

    private bool IsUnlistedOverride(MemberInfo member)
    {
        var method = member switch
        {
            MethodInfo itself => itself,
            PropertyInfo property => MemberNotation.Accessors(property)[0],
            _ => null,
        };
        if (method is null || !MemberNotation.IsOverride(method))
            return false;

        var overridden = Definition(method.GetBaseDefinition());
        if (overridden.DeclaringType!.Assembly != method.DeclaringType!.Assembly)
            return true;
        MemberInfo declaration = member is PropertyInfo
            ? overridden.DeclaringType.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
                .Single(property => MemberNotation.Accessors(property).Contains(overridden))
            : overridden;
        return listing.Contains(MemberNotation.Line(declaration))
            && method.GetParameters().Select(NameAndDefault).SequenceEqual(overridden.GetParameters().Select(NameAndDefault));
    }

    private static (string? Name, bool HasDefault, object? Default) NameAndDefault(ParameterInfo parameter) =>
        (parameter.Name, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.RawDefaultValue : null);

    // On Module<Tensor, Tensor> the parameters of forward are tensors; the listing has Module<T, TResult>.
    private static MethodInfo Definition(MethodInfo method)
    {
        var type = method.DeclaringType!;
        return type.IsConstructedGenericType
            ? (MethodInfo)type.GetGenericTypeDefinition().GetMemberWithSameMetadataDefinitionAs(method)
            : method;
    }

    private void CheckType(Type type)
    {
        var line = TypeNotation.Line(type);
        if (listing.TypeLineOf(line.Type) is not { } listed)
        {
            differences.Add($"{line}\n    is not in the listing as a type.");
            return;
        }

        var expected = TypeLineParts.Parse(listed);
        var actual = TypeLineParts.Parse(line);
        var isClass = type.IsClass && !TypeNotation.IsDelegate(type);
        // A class's base is the first of its bases unless that is an interface, which only the listed type's own line can tell.
        var ownBase = TypeNotation.BaseOf(type);
        var listedBase = isClass && expected.Bases.Count > 0 && !IsInterface(expected.Bases[0]) ? expected.Bases[0] : null;

        if (actual.Head != expected.Head)
            Report(line, $"differs in access, kind or name ('{expected.Head}')");
        else if (ownBase != listedBase)
            Report(line, $"has another base type ({listedBase ?? "none"})");
        else if (actual.Constraints != expected.Constraints)
            Report(line, "has other constraints");
        else if (TypeNotation.InterfacesOf(type).Except(expected.Bases).ToArray() is { Length: > 0 } more)
            Report(line, $"implements {string.Join(" and ", more)} in addition");
    }

    private bool IsInterface(string name)
    {
        var type = listing.TypeLineOf(name)?.Signature;
        if (type is not null)
            return type.Contains(" interface ", StringComparison.Ordinal);
        // Not a TorchSharp type, or a constructed generic one: the convention of the name tells.
        var bare = name.Split('<')[0].Split('.')[^1];
        return bare.Length > 1 && bare[0] == 'I' && char.IsUpper(bare[1]);
    }

    private void Report(ApiLine line, string what)
    {
        var text = new StringBuilder().Append(line).Append("\n    ").Append(what).Append('.');
        foreach (var near in listing.NearestTo(line))
            text.Append("\n    listed: ").Append(near.Signature);
        differences.Add(text.ToString());
    }
}
