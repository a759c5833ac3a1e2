using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

internal static class ParameterLess
{
    public static InvalidOperationException Refuse(Module module, string name, string kind) =>
        new($"{module.GetName()} has no parameters, buffers or child modules, so the {kind} '{name}' cannot be registered with it. Derive from Module instead of ParameterLessModule.");
}
