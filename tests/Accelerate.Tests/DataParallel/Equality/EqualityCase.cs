using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>One training, to be run in several ways: a network without batch statistics, on batches of twelve samples that all ranks read together.</summary>
/// <param name="Ranks">The ranks that share a batch; a divisor of twelve.</param>
/// <param name="Split">Whether the loader's batch is divided among the ranks, rather than one of them being a rank's share.</param>
/// <param name="Shuffled">Whether each epoch has an order of its own.</param>
/// <param name="Accumulation">The batches of an optimizer step.</param>
/// <param name="Type">What the network computes in.</param>
public sealed record EqualityCase(int Ranks, bool Split, bool Shuffled, int Accumulation, ScalarType Type)
{
    public const int GlobalBatchSize = 12;
    public const double MaxGradientNorm = 0.5;
    private const int Batches = 10;
    private const double LearningRate = 0.1;

    /// <summary>Ten batches an epoch make windows of 4, 4 and 2, and so three steps.</summary>
    public int StepsPerEpoch => (Batches + Accumulation - 1) / Accumulation;

    /// <summary>In single precision as many as fifty steps take, in double precision two.</summary>
    public int Epochs => Type == ScalarType.Float32 ? (50 + StepsPerEpoch - 1) / StepsPerEpoch : 2;

    public int LoaderBatchSize => Split ? GlobalBatchSize : GlobalBatchSize / Ranks;

    public AcceleratorOptions Options(ProcessGroup? group) => new()
    {
        Cpu = true,
        ProcessGroup = group,
        GradientAccumulationSteps = Accumulation,
        DataLoader = new() { SplitBatches = Split },
        DistributedDataParallel = new() { FirstBucketBytes = 64 },
    };

    /// <summary>Batches of the samples' numbers, their inputs and their targets.</summary>
    public DataLoader<IList<Tensor>, IList<Tensor>> Loader(int batchSize)
    {
        const int Samples = Batches * GlobalBatchSize;
        var dataset = utils.data.TensorDataset(arange(Samples), Networks.Values(11, Samples, 4).to(Type), Networks.Values(12, Samples, 2).to(Type));
        return Shuffled ? utils.data.DataLoader(dataset, batchSize, new SeedableRandomSampler(Samples, seed: 5)) : utils.data.DataLoader(dataset, batchSize);
    }

    /// <summary>A network whose values differ from rank to rank, so that those of rank 0 must be handed on.</summary>
    public Sequential Network(int rank)
    {
        var network = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2));
        Networks.Fill(network, seed: rank + 1);
        network.to(Type);
        return network;
    }

    public static Tensor Loss(Sequential network, IList<Tensor> batch) => nn.functional.mse_loss(network.call(batch[1]), batch[2]);

    public static Optimizer Optimizer(Sequential network) => SGD(network.parameters(), LearningRate, momentum: 0.9);

    public static LRScheduler Schedule(Optimizer optimizer, int steps) => OneCycleLR(optimizer, LearningRate, total_steps: steps);
}
