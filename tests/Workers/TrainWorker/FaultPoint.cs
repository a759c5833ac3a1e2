using System.Runtime.InteropServices;

/// <summary>Where one rank of the first attempt meets with a fault: <c>kill@backward@1</c> for SIGKILL of rank 1 in its backward.</summary>
/// <param name="Kind"><c>kill</c>, <c>stop</c> or <c>throw</c>.</param>
/// <param name="Stage">The point of the program.</param>
/// <param name="IsHere">Whether this process is the one.</param>
internal sealed partial record FaultPoint(string Kind, string Stage, bool IsHere)
{
    private const int Kill = 9, Stop = 19;

    public static FaultPoint Parse(string? text)
    {
        if (text is null)
            return new("", "", false);
        var parts = text.Split('@');
        return new(parts[0], parts[1], Environment.GetEnvironmentVariable("RANK") == parts[2] && Environment.GetEnvironmentVariable("TORCHELASTIC_RESTART_COUNT") is null or "0");
    }

    /// <summary>Meets with the fault where this is the stage of it.</summary>
    public void At(string stage)
    {
        if (!IsHere || stage != Stage)
            return;
        Report.Say("fault", $"{Kind} in {stage}");
        if (Kind == "throw")
            throw new InvalidOperationException($"the loss is gone in {stage}");
        _ = SendSignal(Environment.ProcessId, Kind == "kill" ? Kill : Stop);
    }

    /// <summary>Meets with the fault from another thread, while this one goes on into the stage.</summary>
    public void Soon(string stage, TimeSpan after)
    {
        if (!IsHere || stage != Stage)
            return;
        new Thread(() =>
        {
            Thread.Sleep(after);
            At(stage);
        })
        { IsBackground = true }.Start();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
