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
    /// <summary>The epoch that the next enumeration draws, from 0. Each enumeration moves on by one; set it to continue a run.</summary>
    public long Epoch { get; set; }

    internal long Count { get; } = count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count), count, "The number of samples is at least 0.");

    /// <summary>Draws the order of an epoch: every index from 0 to the number of samples once.</summary>
    public IEnumerator<long> GetEnumerator() => Draw(Count, NextSeed()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The order that a seed gives.</summary>
    internal static IEnumerable<long> Draw(long count, long seed)
    {
        using var generator = new Generator(unchecked((ulong)seed));
        using var order = torch.randperm(count, generator: generator);
        return order.data<long>().ToArray();
    }

    /// <summary>The seed of the next enumeration, which then counts as begun.</summary>
    internal long NextSeed() => unchecked(seed + Epoch++);
}
