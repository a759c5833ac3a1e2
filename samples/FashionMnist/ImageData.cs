using System.Buffers.Binary;
using System.IO.Compression;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Reads Fashion-MNIST's files, which are gzipped IDX: two zero bytes, a type, the number of dimensions, their sizes, the values.</summary>
internal static class ImageData
{
    private const byte UnsignedByte = 0x08;

    // Over all pixels of the training images.
    private const float Mean = 0.2860f, StandardDeviation = 0.3530f;

    /// <summary>Pairs of an image and its label.</summary>
    public static TensorDataset Dataset(string directory, bool training)
    {
        var (images, labels) = Load(directory, training);
        return utils.data.TensorDataset(images, labels);
    }

    /// <summary>Standardized images [count, 1, 28, 28] in float32 and their labels [count] in int64.</summary>
    public static (Tensor Images, Tensor Labels) Load(string directory, bool training)
    {
        var name = training ? "train" : "t10k";
        var pixels = ReadIdx(Path.Combine(directory, $"{name}-images-idx3-ubyte.gz"), dimensions: 3);
        var classes = ReadIdx(Path.Combine(directory, $"{name}-labels-idx1-ubyte.gz"), dimensions: 1);
        if (pixels.shape[0] != classes.shape[0])
            throw new InvalidDataException($"'{directory}' has {pixels.shape[0]} {name} images and {classes.shape[0]} labels. Install the dataset again.");
        using (pixels)
        using (classes)
        {
            var images = pixels.unsqueeze(1).to(ScalarType.Float32).div_(255).sub_(Mean).div_(StandardDeviation);
            return (images, classes.to(ScalarType.Int64));
        }
    }

    private static Tensor ReadIdx(string path, int dimensions)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no '{path}'. On Debian: apt-get install dataset-fashion-mnist; or name the folder of the four files with --data.", path);
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var header = new byte[4 + 4 * dimensions];
        file.ReadExactly(header);
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != dimensions)
            throw new InvalidDataException($"'{path}' is not an IDX file of bytes with {dimensions} dimensions: it begins with {Convert.ToHexString(header, 0, 4)}.");
        var sizes = new long[dimensions];
        for (var i = 0; i < dimensions; i++)
            sizes[i] = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
        var values = new byte[sizes.Aggregate(1L, (product, size) => product * size)];
        file.ReadExactly(values);
        return tensor(values, sizes);
    }
}
