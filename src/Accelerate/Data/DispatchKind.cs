namespace Accelerate;

/// <summary>What rank 0 sends of a loader that it reads alone.</summary>
internal enum DispatchKind
{
    /// <summary>The samples of a round.</summary>
    Round,

    /// <summary>Nothing: the pass is empty.</summary>
    End,

    /// <summary>Nothing: reading failed.</summary>
    Failed,
}
