namespace Accelerate;

/// <summary>How a <see cref="Launcher"/> starts ranks and looks after them.</summary>
public sealed class LauncherOptions
{
    /// <summary>What the ranks are.</summary>
    /// <value><see cref="LaunchBy.Processes"/> by default.</value>
    public LaunchBy By { get; init; }

    /// <summary>How often all processes are started again after one failed; threads are not.</summary>
    /// <value>0 by default; never negative.</value>
    public int MaxRestarts { get; init; }

    /// <summary>The number of threads that each rank computes with, at least 1; null divides the cores among the ranks.</summary>
    public int? ThreadsPerProcess { get; init; }

    /// <summary>A folder for what each process writes; null keeps nothing.</summary>
    public string? LogDirectory { get; init; }
}
