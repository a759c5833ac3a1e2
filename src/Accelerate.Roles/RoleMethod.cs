namespace Accelerate.Roles;

/// <summary>A method that has a role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">The name of what it creates: the method's without <c>Create</c>, in camel case.</param>
/// <param name="Arguments">What it is called with.</param>
/// <param name="Qualifier">What goes before its name in a call, such as <c>this.</c>, where a variable of the emitted code may hide it.</param>
internal sealed record RoleMethod(string Name, string Variable, EquatableArray<RoleArgument> Arguments, string Qualifier)
{
    /// <summary>The variables of the models it takes.</summary>
    public IEnumerable<string> Models => Arguments.Where(argument => argument.Kind == ArgumentKind.Model).Select(argument => argument.Name);
}
