using Accelerate.Testing;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>Files in the form of Fashion-MNIST's: a few images of random grey values.</summary>
internal static class FashionMnistFiles
{
    public static void Write(string folder, int trainingImages, int testImages)
    {
        var random = new Random(3);
        foreach (var (name, count) in new[] { ("train", trainingImages), ("t10k", testImages) })
        {
            var pixels = new byte[count * 28 * 28];
            random.NextBytes(pixels);
            IdxFile.Write(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"), pixels, count, 28, 28);
            IdxFile.Write(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz"), [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(10))], count);
        }
    }
}
