using System.Globalization;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Comparisons that say what was expected and what was found.</summary>
internal static class Expect
{
    private const int Shown = 12;

    public static void Equal<T>(T expected, T found, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new CheckFailedException(string.Create(CultureInfo.InvariantCulture, $"{what} is {found}, and must be {expected}."));
    }

    public static void Sequence<T>(IReadOnlyList<T> expected, IReadOnlyList<T> found, string what)
    {
        if (!expected.SequenceEqual(found))
            throw new CheckFailedException($"{what}: {List(found)} was found, and must be {List(expected)}.");
    }

    /// <summary>Every value within a distance of the expected one.</summary>
    public static void Close(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> found, double tolerance, string what)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            using var scope = NewDisposeScope();
            var distance = (expected[i] - found[i]).abs().max().to(ScalarType.Float64).item<double>();
            if (!(distance <= tolerance))
                throw new CheckFailedException(string.Create(CultureInfo.InvariantCulture, $"{what} differ by {distance:0.###e+0} in tensor {i}, and may by {tolerance:0.#e+0}."));
        }
    }

    private static string List<T>(IReadOnlyList<T> values) =>
        $"[{string.Join(", ", values.Take(Shown).Select(static value => string.Create(CultureInfo.InvariantCulture, $"{value}")))}{(values.Count > Shown ? $", … {values.Count} in all" : "")}]";
}
