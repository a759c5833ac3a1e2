namespace TorchSharp.Utils;

/// <summary>The name under which a field of a module is registered, in place of the field's own.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    /// <summary>The name; the field's own if it is not set.</summary>
    public string Name { get; set; } = null!;
}
