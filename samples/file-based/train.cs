#:package Accelerate@0.1.0
#:property PublishAot=false

using Accelerate;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using static TorchSharp.torch.optim;

return await Spirals.RunAsync(args);

[AcceleratedTraining("Learns which of two interleaved spirals a point lies on.", Epochs = 10)]
internal sealed partial class Spirals
{
    [Hyperparameter("How many points make a batch.", Minimum = 1)]
    public int BatchSize { get; init; } = 64;

    [Hyperparameter("The learning rate of Adam.", Minimum = 0, ExclusiveMinimum = true)]
    public double LearningRate { get; init; } = 0.01;

    [Hyperparameter("How many units the hidden layers have.", Minimum = 1)]
    public int Width { get; init; } = 48;

    [Model]
    private Sequential CreateModel() => Sequential(Linear(2, Width), ReLU(), Linear(Width, Width), ReLU(), Linear(Width, 2));

    [Optimizer]
    private Optimizer CreateOptimizer(Sequential model) => Adam(model.parameters(), LearningRate);

    [TrainingData]
    private IEnumerable<SpiralBatch> CreateTrainingData() => Enumerable.Range(0, 50).Select(_ => SpiralBatch.Draw(BatchSize));

    [ValidationData]
    private static IEnumerable<SpiralBatch> CreateValidationData() => Enumerable.Range(0, 4).Select(_ => SpiralBatch.Draw(500));

    [TrainingStep]
    private static Tensor Step(Sequential model, SpiralBatch batch) => cross_entropy(model.call(batch.Points), batch.Spirals);

    [ValidationStep]
    private static void Validate(Sequential model, SpiralBatch batch, Metrics metrics) => metrics.Accuracy(model.call(batch.Points).argmax(1), batch.Spirals);
}

[Batch]
internal readonly partial record struct SpiralBatch(Tensor Points, Tensor Spirals)
{
    public static SpiralBatch Draw(int count)
    {
        using var scope = NewDisposeScope();
        var spirals = randint(2, count);
        var radius = rand(count);
        var angle = radius * 9 + spirals * Math.PI;
        var points = stack([radius * angle.cos(), radius * angle.sin()], dim: 1);
        return new(points.MoveToOuterDisposeScope(), spirals.MoveToOuterDisposeScope());
    }
}
