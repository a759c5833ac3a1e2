using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>A method together with the attribute that gives it its role.</summary>
internal sealed record RoleMember(Role Role, IMethodSymbol Method, AttributeData Attribute)
{
    /// <summary>The value given to a property of the attribute.</summary>
    public T? Argument<T>(string name) => Attribute.Argument<T>(name);
}
