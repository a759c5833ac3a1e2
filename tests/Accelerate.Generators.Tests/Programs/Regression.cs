using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>A program with every role, in two files.</summary>
[AcceleratedTraining("Learns a sum.", Epochs = 2, Seed = 3)]
public sealed partial class Regression
{
    [Hyperparameter("The learning rate.", Minimum = 0, ExclusiveMinimum = true)]
    public double LearningRate { get; init; } = 0.05;

    [Hyperparameter]
    public int BatchSize { get; init; } = 6;

    [Hyperparameter]
    public int BatchCount { get; init; } = 5;

    [Hyperparameter]
    public TimeSpan? Pause { get; init; }

    public List<float> Losses { get; } = [];

    public List<string> Events { get; } = [];

    public float[] Weights { get; private set; } = [];

    public Action<int>? OnStep { get; init; }

    [Model]
    private static Sequential CreateModel() => Sequential(Linear(3, 8), Dropout(0.1), ReLU(), Linear(8, 1));

    [Optimizer]
    private AdamW CreateOptimizer(Module model) => AdamW(model.parameters(), LearningRate);

    [Scheduler]
    private LRScheduler CreateScheduler(AdamW optimizer, TrainingLength length) => OneCycleLR(optimizer, LearningRate, total_steps: length.OptimizerSteps);

    [TrainingStep]
    private Tensor Step(Sequential model, Examples batch, Metrics metrics, CancellationToken cancellationToken)
    {
        Assert.True(model.training);
        var loss = functional.mse_loss(model.call(batch.Inputs), batch.Targets);
        metrics.Mean("loss twice", loss * 2, batch.Inputs.shape[0]);
        Losses.Add(loss.ToSingle());
        OnStep?.Invoke(Losses.Count);
        return loss;
    }

    [ValidationStep]
    private static Tensor Validate(Sequential model, Examples batch, Metrics metrics)
    {
        Assert.False(model.training);
        Assert.False(is_grad_enabled());
        var outputs = model.call(batch.Inputs);
        metrics.Mean("error", (outputs - batch.Targets).abs());
        return functional.mse_loss(outputs, batch.Targets);
    }

    [OnTrainingStart]
    private void Start(Accelerator accelerator) => Events.Add($"start on {accelerator.Device} by {Thread.CurrentThread.Name ?? "the caller"}");

    [OnEpochEnd]
    private void EndEpoch(EpochResult epoch) => Events.Add($"epoch {epoch.Epoch}: {string.Join(", ", epoch.Values.Keys)}");

    [OnTrainingEnd]
    private void End(Module model, TrainingResult result)
    {
        Weights = [.. model.parameters().SelectMany(parameter => parameter.data<float>())];
        Events.Add($"end after {result.Epochs.Count} epochs{(result.IsStopped ? ", stopped" : "")}");
    }
}
