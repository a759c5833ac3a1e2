using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>What several programs have in common.</summary>
public abstract record LinearProgram
{
    [Hyperparameter]
    public double LearningRate { get; init; } = 0.1;

    public List<float> Losses { get; } = [];

    [Model]
    protected static Linear CreateModel() => Linear(3, 1);

    [Optimizer]
    protected virtual Optimizer CreateOptimizer(Linear model) => SGD(model.parameters(), LearningRate);

    [TrainingStep]
    protected abstract Tensor Step(Linear model, Examples batch);
}

/// <summary>Programs of which one completes the other.</summary>
public static partial class Programs
{
    [AcceleratedTraining]
    public partial record Squares : LinearProgram
    {
        [TrainingData]
        protected IEnumerable<Examples> CreateTrainingData() => Examples.Make(4, 5);

        protected override Tensor Step(Linear model, Examples batch)
        {
            var loss = functional.mse_loss(model.call(batch.Inputs), batch.Targets);
            Losses.Add(loss.ToSingle());
            return loss;
        }
    }

    [AcceleratedTraining(Epochs = 3)]
    public sealed partial record MoreSquares : Squares
    {
        protected override Optimizer CreateOptimizer(Linear model) => SGD(model.parameters(), LearningRate, momentum: 0.5);
    }
}
