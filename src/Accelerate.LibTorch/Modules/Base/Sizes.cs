namespace TorchSharp.Modules;

/// <summary>Sizes given as numbers or tuples, as the arrays that operators take.</summary>
internal static class Sizes
{
    public static long[] Of((long, long) size) => [size.Item1, size.Item2];

    public static long[] Of((long, long, long) size) => [size.Item1, size.Item2, size.Item3];

    public static long[]? Of(long? size, int dimensions) => size is { } one ? Repeat(one, dimensions) : null;

    public static long[]? Of((long, long)? size) => size is { } sizes ? Of(sizes) : null;

    public static long[]? Of((long, long, long)? size) => size is { } sizes ? Of(sizes) : null;

    public static long[] Of((long, long)? size, long otherwise) => Of(size) ?? Repeat(otherwise, 2);

    public static long[] Of((long, long, long)? size, long otherwise) => Of(size) ?? Repeat(otherwise, 3);

    public static long[] Repeat(long size, int dimensions)
    {
        var sizes = new long[dimensions];
        sizes.AsSpan().Fill(size);
        return sizes;
    }
}
