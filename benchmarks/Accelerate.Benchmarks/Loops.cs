using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Benchmarks;

/// <summary>The same training as one writes it in different ways.</summary>
internal static class Loops
{
    /// <summary>As one writes it with TorchSharp alone.</summary>
    public static PacedLoop Plain(Workload workload, bool batchesReady) => new(pace =>
    {
        manual_seed(42);
        using var model = workload.CreateModel();
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-3, weight_decay: 0.01);
        using var loader = workload.CreateLoader();
        IEnumerable<IList<Tensor>> batches = batchesReady ? workload.CreateReadyBatches() : loader;
        while (!pace.IsStopping)
        {
            foreach (var batch in batches)
            {
                pace.BeginStep();
                using (NewDisposeScope())
                {
                    optimizer.zero_grad();
                    var loss = workload.Loss(model.call(batch[0]), batch[1]);
                    loss.backward();
                    optimizer.step();
                }
                if (pace.IsStopping)
                    break;
            }
        }
    });

    /// <summary>The same through an accelerator.</summary>
    public static PacedLoop Written(Workload workload, bool batchesReady) => new(pace =>
    {
        manual_seed(42);
        using var accelerator = new Accelerator(new() { Cpu = true });
        using var network = workload.CreateModel();
        using var adamw = optim.AdamW(network.parameters(), lr: 1e-3, weight_decay: 0.01);
        using var data = workload.CreateLoader();
        var (model, optimizer) = accelerator.Prepare(network, adamw);
        using var loader = batchesReady ? accelerator.Prepare(workload.CreateReadyBatches()) : accelerator.Prepare(data);
        while (!pace.IsStopping)
        {
            foreach (var batch in loader)
            {
                pace.BeginStep();
                using (NewDisposeScope())
                using (accelerator.Accumulate(model))
                {
                    optimizer.zero_grad();
                    var loss = workload.Loss(model.call(batch[0]), batch[1]);
                    accelerator.Backward(loss);
                    optimizer.step();
                }
                if (pace.IsStopping)
                    break;
            }
        }
    });

    /// <summary>The same with the loop left to the generator.</summary>
    public static PacedLoop Generated(Workload workload) => new(pace =>
    {
        using var accelerator = new Accelerator(new() { Cpu = true });
        var program = new GeneratedLoop { Workload = workload, Pace = pace, RunOptions = new() { Epochs = int.MaxValue, Seed = 42, Report = false } };
        program.Train(accelerator, pace.Stopping);
    });
}
