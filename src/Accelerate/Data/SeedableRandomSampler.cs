using System.Collections;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// An order of samples that depends on a seed and the number of the epoch alone: another in every epoch, the same in every run. Give it to a
/// <c>DataLoader</c> as its shuffler. (TorchSharp's <c>shuffle: true</c> either cannot be repeated or, with a seed, repeats one order in every epoch.)
/// It draws from a generator of its own and leaves libtorch's default one alone.
/// </summary>
/// <param name="count">The number of samples, not negative.</param>
/// <param name="seed">The seed; epoch e draws with seed + e, as Hugging Face's seedable sampler does.</param>
public sealed class SeedableRandomSampler(long count, long seed) : IEnumerable<long>
{
    private readonly long _count = count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "The number of samples is at least 0.");

    /// <summary>The epoch that the next enumeration draws, from 0. Each enumeration moves on by one; set it to continue a run.</summary>
    public long Epoch { get; set; }

    /// <summary>Draws the order of an epoch: every index from 0 to the number of samples once.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        using var generator = new Generator(unchecked((ulong)(seed + Epoch++)));
        using var order = torch.randperm(_count, generator: generator);
        return ((IEnumerable<long>)order.data<long>().ToArray()).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
