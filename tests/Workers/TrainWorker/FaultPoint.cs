using System.Globalization;
using System.Runtime.InteropServices;

/// <summary>Where one rank of the first attempt meets with a fault: <c>kill@backward@1</c> for SIGKILL of rank 1 in its backward.</summary>
/// <param name="Kind"><c>kill</c>, <c>stop</c> or <c>throw</c>.</param>
/// <param name="Stage">The point of the program.</param>
/// <param name="Rank">The rank.</param>
/// <param name="IsHere">Whether this process is the one.</param>
internal sealed partial record FaultPoint(string Kind, string Stage, int Rank, bool IsHere)
{
    private const int Kill = 9, Stop = 19;

    public static FaultPoint Parse(string? text)
    {
        if (text is null)
            return new("", "", -1, false);
        var parts = text.Split('@');
        return new(parts[0], parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), Environment.GetEnvironmentVariable("RANK") == parts[2] && Environment.GetEnvironmentVariable("TORCHELASTIC_RESTART_COUNT") is null or "0");
    }

    /// <summary>Meets with the fault where this is the stage of it.</summary>
    public void At(string stage)
    {
        if (!IsHere || stage != Stage)
            return;
        if (Kind == "throw")
        {
            Report.Say("fault", $"{Kind} in {stage}");
            throw new InvalidOperationException($"the loss is gone in {stage}");
        }
        Strike(Environment.ProcessId);
    }

    /// <summary>Has a process meet with the fault.</summary>
    public void Strike(int process)
    {
        Report.Say("fault", $"{Kind} in {Stage}");
        _ = SendSignal(process, Kind == "kill" ? Kill : Stop);
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
