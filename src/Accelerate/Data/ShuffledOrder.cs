using System.Collections;

namespace Accelerate;

/// <summary>
/// The numbers from 0 to a count in an order that is random and new at every enumeration, and the same from one run to the next: the shuffler of a
/// <c>DataLoader</c>, whose own shuffling no seed of libtorch's influences.
/// </summary>
/// <param name="count">The number of samples.</param>
/// <param name="seed">What the first order, and with it every later one, is made from.</param>
public sealed class ShuffledOrder(long count, int seed) : IEnumerable<long>
{
    private readonly Random _random = new(seed);

    /// <summary>Begins a new order.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        var order = new long[count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        _random.Shuffle(order);
        return ((IEnumerable<long>)order).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
