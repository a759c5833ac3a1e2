using System.Reflection;

namespace Accelerate.Api.Tests;

/// <summary>The names of the generic parameters that a signature refers to by position.</summary>
internal sealed record GenericNames(IReadOnlyList<string> OfType, IReadOnlyList<string> OfMethod)
{
    /// <summary>For signatures of which only the outermost type matters.</summary>
    public static GenericNames Positions { get; } = new([], []);

    public static GenericNames Of(MemberInfo member) => new(
        [.. member.DeclaringType!.GetGenericArguments().Select(TypeNotation.Of)],
        member is MethodInfo method ? [.. method.GetGenericArguments().Select(TypeNotation.Of)] : []);

    public string TypeParameter(int index) => index < OfType.Count ? OfType[index] : $"!{index}";

    public string MethodParameter(int index) => index < OfMethod.Count ? OfMethod[index] : $"!!{index}";
}
