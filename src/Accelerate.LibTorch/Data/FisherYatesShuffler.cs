using System.Collections;

namespace TorchSharp.Utils;

/// <summary>
/// The numbers from 0 to a size in random order. With a seed every enumeration has the same order, without one each has
/// another.
/// </summary>
public class FisherYatesShuffler(long size, int? seed = null) : IEnumerable<long>
{
    public IEnumerator<long> GetEnumerator()
    {
        var random = seed is { } value ? new Random(value) : new Random();
        var numbers = new long[size];
        for (var i = 0L; i < size; i++)
            numbers[i] = i;
        for (var i = 0L; i < size; i++)
        {
            var other = random.NextInt64(i, size);
            (numbers[i], numbers[other]) = (numbers[other], numbers[i]);
            yield return numbers[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
