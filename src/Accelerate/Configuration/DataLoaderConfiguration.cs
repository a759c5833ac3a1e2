namespace Accelerate;

/// <summary>How prepared loaders read and move their batches.</summary>
public sealed class DataLoaderConfiguration
{
    /// <summary>
    /// How many batches a background thread keeps ready beside the one in use; 0 reads each batch on the thread that asks for it, as is also
    /// done with batches that are there already or are gathered sooner than a thread could hand them over.
    /// With a positive value the dataset's code runs on that background thread, so that a dataset which draws from libtorch's
    /// default generator draws at other moments than in a plain loop: choose 0 where that must repeat exactly.
    /// </summary>
    /// <value>2 by default; never negative.</value>
    public int PrefetchFactor { get; init; } = 2;

    /// <summary>Whether a copy to a GPU may go on while the host continues. It has an effect only for tensors in pinned memory.</summary>
    public bool NonBlocking { get; init; }
}
