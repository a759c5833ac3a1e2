using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate.Tests;

/// <summary>Small networks and data sets, the same each time they are made.</summary>
internal static class Networks
{
    /// <summary>A perceptron of 4 inputs, 8 hidden units and 2 outputs.</summary>
    public static Sequential Perceptron(int seed = 1)
    {
        var network = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2));
        Fill(network, seed);
        return network;
    }

    /// <summary>A linear function of one weight and no bias.</summary>
    public static Linear Weight(float value)
    {
        var linear = nn.Linear(1, 1, hasBias: false);
        using var noGrad = no_grad();
        linear.weight.fill_(value);
        return linear;
    }

    public static void Fill(nn.Module network, int seed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        foreach (var parameter in network.parameters())
            parameter.copy_(Values(random, [.. parameter.shape]));
    }

    public static Tensor Values(int seed, params long[] shape) => Values(new Random(seed), shape);

    public static DataLoader<IList<Tensor>, IList<Tensor>> Loader(int samples, int batchSize, int? shuffleSeed = null, bool dropLast = false) => utils.data.DataLoader(
        utils.data.TensorDataset(Values(11, samples, 4), Values(12, samples, 2)), batchSize, shuffle: shuffleSeed is not null, seed: shuffleSeed, drop_last: dropLast);

    public static float[] Floats(Tensor tensor) => [.. tensor.detach().reshape(-1).data<float>()];

    public static float[] Floats(nn.Module network) => [.. network.parameters().SelectMany(p => Floats(p))];

    private static Tensor Values(Random random, long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        using var flat = tensor(Enumerable.Range(0, (int)count).Select(_ => (random.NextSingle() * 2) - 1).ToArray());
        return flat.reshape(shape);
    }
}
