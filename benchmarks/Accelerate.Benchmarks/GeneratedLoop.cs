using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.Benchmarks;

/// <summary>The generated loop, over batches that are ready.</summary>
[AcceleratedTraining]
internal sealed partial class GeneratedLoop
{
    public Workload Workload { get; init; } = null!;

    public PacedLoop Pace { get; init; } = null!;

    [Model]
    private Module<Tensor, Tensor> CreateModel() => Workload.CreateModel();

    [Optimizer]
    private static optim.Optimizer CreateOptimizer(Module<Tensor, Tensor> model) => optim.AdamW(model.parameters(), lr: 1e-3, weight_decay: 0.01);

    [TrainingData]
    private IEnumerable<IList<Tensor>> CreateTrainingData() => Workload.CreateReadyBatches();

    [TrainingStep]
    private Tensor Step(Module<Tensor, Tensor> model, IList<Tensor> batch)
    {
        Pace.BeginStep();
        return Workload.Loss(model.call(batch[0]), batch[1]);
    }
}
