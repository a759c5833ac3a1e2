namespace Accelerate.Tests;

internal static class LiveTensors
{
    /// <summary>Lets the tensors that other tests dropped go, so that their number stays still.</summary>
    public static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
