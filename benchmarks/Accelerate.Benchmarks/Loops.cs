using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Benchmarks;

/// <summary>Training loops that never end: each element is one optimizer step.</summary>
internal static class Loops
{
    /// <summary>As one writes it with TorchSharp alone.</summary>
    public static IEnumerable<bool> Plain(Workload workload, bool batchesReady)
    {
        manual_seed(42);
        using var model = workload.CreateModel();
        using var optimizer = optim.AdamW(model.parameters(), lr: 1e-3, weight_decay: 0.01);
        using var loader = workload.CreateLoader();
        IEnumerable<IList<Tensor>> batches = batchesReady ? Ready(loader) : loader;
        while (true)
        {
            foreach (var batch in batches)
            {
                using (NewDisposeScope())
                {
                    optimizer.zero_grad();
                    var loss = workload.Loss(model.call(batch[0]), batch[1]);
                    loss.backward();
                    optimizer.step();
                }
                yield return true;
            }
        }
    }

    /// <summary>The same through an accelerator.</summary>
    public static IEnumerable<bool> Written(Workload workload, bool batchesReady)
    {
        manual_seed(42);
        using var accelerator = new Accelerator(new() { Cpu = true });
        using var network = workload.CreateModel();
        using var adamw = optim.AdamW(network.parameters(), lr: 1e-3, weight_decay: 0.01);
        using var data = workload.CreateLoader();
        var (model, optimizer) = accelerator.Prepare(network, adamw);
        using var loader = batchesReady ? accelerator.Prepare((IEnumerable<IList<Tensor>>)Ready(data)) : accelerator.Prepare(data);
        while (true)
        {
            foreach (var batch in loader)
            {
                using (NewDisposeScope())
                using (accelerator.Accumulate(model))
                {
                    optimizer.zero_grad();
                    var loss = workload.Loss(model.call(batch[0]), batch[1]);
                    accelerator.Backward(loss);
                    optimizer.step();
                }
                yield return true;
            }
        }
    }

    // Enough batches to spread over more memory than a cache holds.
    private static List<IList<Tensor>> Ready(IEnumerable<IList<Tensor>> loader) =>
        [.. loader.Take(200).Select(batch => (IList<Tensor>)[.. batch.Select(tensor => tensor.clone())])];
}
