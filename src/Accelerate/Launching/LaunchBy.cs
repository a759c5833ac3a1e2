namespace Accelerate;

/// <summary>What the ranks of a <see cref="Launcher"/> are.</summary>
public enum LaunchBy
{
    /// <summary>Processes: the program is started again once for each rank, and does there what it does before <see cref="Launcher.Run"/> too.</summary>
    Processes,

    /// <summary>Threads of this process, which share its memory and libtorch's default generator: for notebooks, tests and small models.</summary>
    Threads,
}
