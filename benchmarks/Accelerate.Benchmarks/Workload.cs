using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.Benchmarks;

/// <summary>A model, its data and its loss: the same three that the Python peer trains.</summary>
internal sealed record Workload(Func<Module<Tensor, Tensor>> CreateModel, Tensor Inputs, Tensor Targets, int BatchSize, Func<Tensor, Tensor, Tensor> Loss)
{
    private const string FashionMnist = "/usr/share/datasets/fashion-mnist/";
    public const int Vocabulary = 65, Context = 64;

    public static Workload Create(string name) => name switch
    {
        "mlp" => new(() => Sequential(Linear(784, 128), ReLU(), Linear(128, 10)), Images(-1, 784), Labels(), 32, CrossEntropy),
        "cnn" => new(Cnn, Images(-1, 1, 28, 28), Labels(), 64, CrossEntropy),
        "gpt" => new(CreateGpt, Tokens(1), Tokens(2), 12,
            (logits, targets) => functional.cross_entropy(logits.view(-1, Vocabulary), targets.view(-1))),
        _ => throw new ArgumentException($"There is no workload '{name}'.", nameof(name)),
    };

    public static Module<Tensor, Tensor> Cnn() =>
        Sequential(Conv2d(1, 32, 3), ReLU(), Conv2d(32, 64, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(64 * 12 * 12, 128), ReLU(), Linear(128, 10));

    public static Module<Tensor, Tensor> CreateGpt() => new Gpt(Vocabulary, 128, 4, 4, Context);

    /// <summary>A loader over the data, in an order of its own.</summary>
    public TorchSharp.Modules.IterableDataLoader CreateLoader() =>
        torch.utils.data.DataLoader(torch.utils.data.TensorDataset(Inputs, Targets), BatchSize, shuffle: true, disposeDataset: false);

    /// <summary>Batches that need no loading, enough to spread over more memory than a cache holds.</summary>
    public IEnumerable<IList<Tensor>> CreateReadyBatches()
    {
        using var loader = CreateLoader();
        return [.. loader.Take(200).Select(batch => (IList<Tensor>)[.. batch.Select(tensor => tensor.clone())])];
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor labels) => functional.cross_entropy(logits, labels);

    private static Tensor Tokens(ulong seed)
    {
        using var generator = new Generator(seed);
        return randint(0, Vocabulary, [4096, Context], dtype: ScalarType.Int64, generator: generator);
    }

    private static Tensor Images(params long[] shape) => Read("train-images-idx3-ubyte.gz", 16).to(ScalarType.Float32).div_(255).view(shape);

    private static Tensor Labels() => Read("train-labels-idx1-ubyte.gz", 8).to(ScalarType.Int64);

    private static Tensor Read(string file, int headerSize)
    {
        using var stream = new GZipStream(File.OpenRead(FashionMnist + file), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return tensor(content.ToArray()[headerSize..]);
    }
}
