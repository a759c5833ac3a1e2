using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp;

public static class FieldInfoExtensionMethods
{
    /// <summary>The name under which the field of a module is registered.</summary>
    public static string ComponentName(this FieldInfo field) => field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
}
