namespace Accelerate;

/// <summary>
/// A sampler, dataset or sequence of batches that does something else in each epoch, such as draw another order. The prepared loader that reads it
/// tells it the number of the epoch at the beginning of each pass, on every process.
/// </summary>
public interface IEpochAware
{
    /// <summary>Says which epoch the next enumeration is.</summary>
    /// <param name="epoch">Its number, from 0.</param>
    void SetEpoch(long epoch);
}
