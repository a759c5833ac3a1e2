using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The numbers from 0 to a size in order.</summary>
internal sealed class SequentialSampler(long size) : IEnumerable<long>
{
    public IEnumerator<long> GetEnumerator()
    {
        for (var i = 0L; i < size; i++)
            yield return i;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
