namespace Accelerate.Launching;

/// <summary>Whether the code that runs has made an accelerator, which belongs to its own process and so cannot be taken into others.</summary>
internal static class LiveAccelerators
{
    private static readonly AsyncLocal<int> s_count = new();

    /// <summary>Whether there is one that was not disposed.</summary>
    public static bool Any => s_count.Value > 0;

    public static void Add()
    {
        s_count.Value++;
        ErrorFile.WriteUnhandledExceptions();
    }

    public static void Remove() => s_count.Value = Math.Max(0, s_count.Value - 1);
}
