namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => Threads.Get();

    /// <summary>Sets how many threads one operator may use. The count is libtorch's own, one for the process.</summary>
    public static void set_num_threads(int num) => Threads.Set(num);

    public static int get_num_interop_threads() => Threads.GetInterOp();

    public static void set_num_interop_threads(int num) => Threads.SetInterOp(num);
}
