using Accelerate;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;
using static TorchSharp.torch.utils.data;

namespace Samples;

/// <summary>The whole program: what is ours of it. The loop, the command line and the rest are generated.</summary>
[AcceleratedTraining("Trains a small convolutional network on Fashion-MNIST and tests it on the 10,000 test images.", Epochs = 4, SyncBatchNorm = true)]
internal sealed partial class FashionMnist
{
    [Hyperparameter("How many images make a batch.", Minimum = 1)]
    public int BatchSize { get; init; } = 64;

    [Hyperparameter("The peak of the one-cycle learning rate schedule.", Minimum = 0, ExclusiveMinimum = true)]
    public double LearningRate { get; init; } = 3e-3;

    [Hyperparameter("The decoupled weight decay of AdamW.", Minimum = 0)]
    public double WeightDecay { get; init; } = 0.01;

    [Hyperparameter("The share of the features that a training step leaves out.", Minimum = 0, Maximum = 1)]
    public double Dropout { get; init; } = 0.1;

    [Hyperparameter("The folder of the four IDX files.")]
    public string Data { get; init; } = "/usr/share/datasets/fashion-mnist";

    [TrainingData]
    private DataLoader<IList<Tensor>, IList<Tensor>> CreateTrainingData()
    {
        var images = ImageData.Dataset(Data, training: true);
        return DataLoader(images, BatchSize, new SeedableRandomSampler(images.Count, RunOptions.Seed ?? 0));
    }

    [TestData(EveryEpoch = true)]
    private DataLoader<IList<Tensor>, IList<Tensor>> CreateTestData() => DataLoader(ImageData.Dataset(Data, training: false), batchSize: 1000);

    [Model]
    private ConvolutionalNetwork CreateModel() => new(Dropout);

    [Optimizer]
    private Optimizer CreateOptimizer(ConvolutionalNetwork model) => AdamW(model.parameters(), LearningRate, weight_decay: WeightDecay);

    [Scheduler]
    private LRScheduler CreateScheduler(Optimizer optimizer, TrainingLength length) => OneCycleLR(optimizer, LearningRate, total_steps: length.OptimizerSteps);

    [TrainingStep]
    private static Tensor Step(ConvolutionalNetwork model, IList<Tensor> batch) => cross_entropy(model.call(batch[0]), batch[1]);

    [ValidationStep]
    private static void Test(ConvolutionalNetwork model, IList<Tensor> batch, Metrics metrics) => metrics.Accuracy(model.call(batch[0]).argmax(1), batch[1]);
}
