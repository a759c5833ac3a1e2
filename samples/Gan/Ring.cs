using System.Collections;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Batches of points near a circle around the origin, new ones at every enumeration.</summary>
internal sealed class Ring(int batches, int batchSize) : IEnumerable<Points>
{
    public const double Radius = 2;

    private const double Spread = 0.05;

    public IEnumerator<Points> GetEnumerator()
    {
        for (var i = 0; i < batches; i++)
        {
            using var angles = rand(batchSize) * (2 * Math.PI);
            using var radii = randn(batchSize) * Spread + Radius;
            yield return new(stack([radii * cos(angles), radii * sin(angles)], dim: 1));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
