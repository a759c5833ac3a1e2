namespace Accelerate.Roles;

/// <summary>A method that has a role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">The name of what it creates: the method's without <c>Create</c>, in camel case.</param>
/// <param name="Arguments">What it is called with.</param>
internal sealed record RoleMethod(string Name, string Variable, EquatableArray<RoleArgument> Arguments)
{
    /// <summary>The variables of the models it takes.</summary>
    public IEnumerable<string> Models => Arguments.Where(argument => argument.Kind == ArgumentKind.Model).Select(argument => argument.Name);
}
