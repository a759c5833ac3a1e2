namespace Accelerate;

public sealed partial class ProcessGroup
{
    private static readonly AsyncLocal<ProcessGroup?> s_ambient = new();

    /// <summary>The group of the rank that this thread is, where ranks are threads: an accelerator made on it takes it. Set by what starts such threads alone.</summary>
    internal static ProcessGroup? Ambient
    {
        get => s_ambient.Value;
        set => s_ambient.Value = value;
    }
}
