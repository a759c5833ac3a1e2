using Accelerate;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace Samples;

/// <summary>
/// A generator learns to make points of a ring from noise, and a discriminator to tell them from real ones. Each has an optimizer and a step of its own;
/// while one learns, the other's parameters collect no gradient.
/// </summary>
[AcceleratedTraining("Trains a generator and a discriminator against each other on points of a ring.", Epochs = 30)]
internal sealed partial class Gan
{
    [Hyperparameter("How many points make a batch.", Minimum = 1)]
    public int BatchSize { get; init; } = 128;

    [Hyperparameter("How many batches make an epoch.", Minimum = 1)]
    public int Batches { get; init; } = 50;

    [Hyperparameter("The learning rate of both.", Minimum = 0, ExclusiveMinimum = true)]
    public double LearningRate { get; init; } = 1e-3;

    [Hyperparameter("How many numbers of noise a point is made from.", Minimum = 1)]
    public int NoiseSize { get; init; } = 8;

    [Model]
    private Module<Tensor, Tensor> CreateGenerator() => Sequential(Linear(NoiseSize, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 2));

    [Model]
    private static Module<Tensor, Tensor> CreateDiscriminator() => Sequential(Linear(2, 64), LeakyReLU(0.2), Linear(64, 64), LeakyReLU(0.2), Linear(64, 1));

    [Optimizer]
    private Adam CreateGeneratorOptimizer(Module<Tensor, Tensor> generator) => optim.Adam(generator.parameters(), LearningRate, beta1: 0.5);

    [Optimizer]
    private Adam CreateDiscriminatorOptimizer(Module<Tensor, Tensor> discriminator) => optim.Adam(discriminator.parameters(), LearningRate, beta1: 0.5);

    [TrainingData]
    private Ring CreateTrainingData() => new Ring(Batches, BatchSize);

    [TestData]
    private static Ring CreateTestData() => new Ring(batches: 1, batchSize: 2000);

    [TrainingStep(Optimizer = nameof(CreateDiscriminatorOptimizer))]
    private Tensor TrainDiscriminator(Module<Tensor, Tensor> generator, Module<Tensor, Tensor> discriminator, Points batch)
    {
        var real = discriminator.call(batch.Coordinates);
        var made = discriminator.call(generator.call(Noise(batch)));
        return binary_cross_entropy_with_logits(real, ones_like(real)) + binary_cross_entropy_with_logits(made, zeros_like(made));
    }

    [TrainingStep(Optimizer = nameof(CreateGeneratorOptimizer))]
    private Tensor TrainGenerator(Module<Tensor, Tensor> generator, Module<Tensor, Tensor> discriminator, Points batch)
    {
        var made = discriminator.call(generator.call(Noise(batch)));
        return binary_cross_entropy_with_logits(made, ones_like(made));
    }

    [ValidationStep]
    private void Test(Module<Tensor, Tensor> generator, Points batch, Metrics metrics)
    {
        var distances = generator.call(Noise(batch)).norm(1);
        metrics.Mean("distance from the ring", (distances - Ring.Radius).abs());
    }

    private Tensor Noise(Points batch) => randn(batch.Coordinates.shape[0], NoiseSize, device: batch.Coordinates.device);
}
