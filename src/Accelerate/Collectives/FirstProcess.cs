namespace Accelerate;

/// <summary>A block that one process goes through first: its end lets the others in.</summary>
internal sealed class FirstProcess(ProcessGroup? waiting, string file, int line) : IDisposable
{
    private ProcessGroup? _waiting = waiting;

    public void Dispose() => Interlocked.Exchange(ref _waiting, null)?.Barrier(file, line);
}
