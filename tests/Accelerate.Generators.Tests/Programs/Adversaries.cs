using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>Two models, each with an optimizer and a step of its own, in which both take part.</summary>
[AcceleratedTraining(MaxGradientNorm = 100)]
internal sealed partial class Adversaries
{
    /// <summary>The gradient that the second model was left with before the first one's step.</summary>
    private float _left;

    public List<string> Steps { get; } = [];

    [Model]
    private static Linear CreateFirst() => Linear(3, 3);

    [Model]
    private static Linear CreateSecond() => Linear(3, 1);

    [Optimizer]
    private static Optimizer CreateFirstOptimizer(Linear first) => SGD(first.parameters(), 0.1);

    [Optimizer]
    private static Optimizer CreateSecondOptimizer(Linear second) => SGD(second.parameters(), 0.1);

    [TrainingData]
    private static IReadOnlyList<Tensor> CreateTrainingData() => [ones(2, 3), ones(2, 3), ones(2, 3)];

    [TrainingStep(Optimizer = nameof(CreateSecondOptimizer))]
    private Tensor TrainSecond(Linear first, Linear second, Tensor batch)
    {
        Assert.False(first.weight.requires_grad);
        Assert.True(second.weight.requires_grad);
        Assert.Equal(_left, GradientOf(second));
        Steps.Add("second");
        return second.call(first.call(batch)).mean();
    }

    [TrainingStep(Optimizer = nameof(CreateFirstOptimizer))]
    private Tensor TrainFirst(Linear first, Linear second, Tensor batch)
    {
        Assert.True(first.weight.requires_grad);
        Assert.False(second.weight.requires_grad);
        _left = GradientOf(second);
        Steps.Add("first");
        return -second.call(first.call(batch)).mean();
    }

    [OnEpochEnd]
    private void Check(Linear first, Linear second)
    {
        Assert.True(first.weight.requires_grad && second.weight.requires_grad);
        Steps.Add("epoch");
    }

    private static float GradientOf(Linear model) => model.weight.grad?.abs().sum().item<float>() ?? 0;
}
