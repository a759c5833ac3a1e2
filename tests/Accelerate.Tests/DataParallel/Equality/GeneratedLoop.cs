using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>The training as a generated loop.</summary>
[AcceleratedTraining("Learns the targets.")]
internal sealed partial class GeneratedLoop
{
    public EqualityCase Work { get; init; } = new(Ranks: 1, Split: false, Shuffled: false, Accumulation: 1, ScalarType.Float32);

    public EqualityOutcome Outcome { get; } = new();

    public static EqualityOutcome Run(EqualityCase work, Accelerator accelerator)
    {
        var program = new GeneratedLoop { Work = work, RunOptions = new() { Epochs = work.Epochs, MaxGradientNorm = EqualityCase.MaxGradientNorm, Report = false } };
        program.Train(accelerator);
        return program.Outcome;
    }

    [TrainingData]
    private DataLoader<IList<Tensor>, IList<Tensor>> CreateTrainingData() => Work.Loader(Work.LoaderBatchSize);

    [Model]
    private Sequential CreateModel(Accelerator accelerator) => Work.Network(accelerator.ProcessIndex);

    [Optimizer]
    private static Optimizer CreateOptimizer(Sequential model) => EqualityCase.Optimizer(model);

    [Scheduler]
    private static LRScheduler CreateScheduler(Optimizer optimizer, TrainingLength length) => EqualityCase.Schedule(optimizer, length.OptimizerSteps);

    [TrainingStep]
    private Tensor Step(Sequential model, IList<Tensor> batch)
    {
        Outcome.Saw(batch);
        return EqualityCase.Loss(model, batch);
    }

    [OnTrainingEnd]
    private void End(Sequential model) => Outcome.Learned(model);
}
