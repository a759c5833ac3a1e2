using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// The order of the samples in one pass. All ranks take rank 0's, so that their shares are shares of one order: what decides it is sent where that is
/// a seed, and the order itself otherwise. Random streams of libtorch or of the user are neither drawn from nor set.
/// </summary>
/// <param name="Indices">The indices of the samples, drawn when they are enumerated.</param>
/// <param name="Count">How many they are; null where that is not known.</param>
internal readonly record struct SampleOrder(IEnumerable<long> Indices, long? Count)
{
    private enum Kind
    {
        Failed,
        Seeded,
        InTurn,
        Listed,
    }

    /// <summary>The number of indices that a sampler yields; null where that is not known.</summary>
    public static long? CountOf(IEnumerable<long> sampler) => sampler switch
    {
        SeedableRandomSampler seedable => seedable.Count,
        IReadOnlyCollection<long> collection => collection.Count,
        _ => sampler.TryGetNonEnumeratedCount(out var count) ? count : null,
    };

    /// <summary>Begins a pass over a sampler.</summary>
    /// <param name="sampler">The sampler. With several ranks only rank 0's is enumerated, here and to its end, unless it draws from a seed.</param>
    /// <param name="samples">The number of samples in the dataset, which must be that of rank 0.</param>
    /// <param name="group">The ranks that must agree, all of which call this; null for one.</param>
    /// <exception cref="InvalidOperationException">The datasets of the ranks differ in size, or rank 0's sampler threw.</exception>
    public static SampleOrder Begin(IEnumerable<long> sampler, long samples, ProcessGroup? group)
    {
        var seedable = sampler as SeedableRandomSampler;
        var seed = seedable?.NextSeed();
        if (group is null)
            return seed is { } own ? Seeded(seedable!.Count, own) : new(sampler, CountOf(sampler));
        return group.Rank == 0 ? Send(group, sampler, samples, seed) : Receive(group, seedable, samples);
    }

    private static SampleOrder Send(ProcessGroup group, IEnumerable<long> sampler, long samples, long? seed)
    {
        if (seed is { } value)
        {
            var count = ((SeedableRandomSampler)sampler).Count;
            group.BroadcastNumbers([(long)Kind.Seeded, samples, count, value], source: 0);
            return Seeded(count, value);
        }
        long[] indices;
        try
        {
            indices = [.. sampler];
        }
        catch
        {
            group.BroadcastNumbers([(long)Kind.Failed, samples, 0, 0], source: 0);
            throw;
        }
        var kind = IsInTurn(indices) ? Kind.InTurn : Kind.Listed;
        group.BroadcastNumbers([(long)kind, samples, indices.Length, 0], source: 0);
        if (kind == Kind.Listed)
            group.BroadcastNumbers(indices, source: 0);
        return new(indices, indices.Length);
    }

    private static SampleOrder Receive(ProcessGroup group, SeedableRandomSampler? seedable, long samples)
    {
        var header = group.BroadcastNumbers(new long[4], source: 0);
        var (kind, count) = ((Kind)header[0], header[2]);
        if (kind == Kind.Failed)
            throw new InvalidOperationException("Rank 0 could not draw the order of the samples, so there is no pass over the loader. Its own error says why.");
        var indices = kind == Kind.Listed ? group.BroadcastNumbers(new long[count], source: 0) : [];
        if (header[1] != samples)
            throw new InvalidOperationException(
                $"The dataset has {samples} samples on rank {group.Rank} and {header[1]} on rank 0. The ranks take turns in one dataset, so all must have the same one; " +
                $"mark what already holds only this rank's part with {nameof(IAlreadySharded)}.");
        return kind switch
        {
            Kind.Seeded => Seeded(count, header[3]),
            Kind.InTurn => new(InTurn(count), count),
            _ => new(indices, count),
        };
    }

    private static SampleOrder Seeded(long count, long seed)
    {
        return new(Draw(), count);

        IEnumerable<long> Draw()
        {
            foreach (var index in SeedableRandomSampler.Draw(count, seed))
                yield return index;
        }
    }

    private static IEnumerable<long> InTurn(long count)
    {
        for (var i = 0L; i < count; i++)
            yield return i;
    }

    private static bool IsInTurn(long[] indices)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] != i)
                return false;
        }
        return true;
    }
}
