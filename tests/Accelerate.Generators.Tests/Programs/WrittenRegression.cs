using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.Generators.Tests.Programs;

/// <summary>What <see cref="Regression"/> trains, as one would write it by hand.</summary>
internal static class WrittenRegression
{
    public static (List<float> Losses, float[] Weights) Train(Accelerator accelerator, double? maxGradientNorm)
    {
        manual_seed(3);
        var losses = new List<float>();
        var data = Examples.Make(5, 6);
        using var network = Sequential(Linear(3, 8), Dropout(0.1), ReLU(), Linear(8, 1));
        using var adamW = AdamW(network.parameters(), 0.05);
        var steps = 2 * (int)Math.Ceiling(5.0 / accelerator.GradientAccumulationSteps);
        var (model, optimizer, loader, scheduler) = accelerator.Prepare(network, adamW, (IEnumerable<Examples>)data, OneCycleLR(adamW, 0.05, total_steps: steps));
        for (var epoch = 0; epoch < 2; epoch++)
        {
            model.train();
            foreach (var batch in loader)
            {
                using var scope = NewDisposeScope();
                using (accelerator.Accumulate(model))
                {
                    var loss = functional.mse_loss(model.call(batch.Inputs), batch.Targets);
                    accelerator.Backward(loss);
                    if (maxGradientNorm is { } norm)
                        accelerator.ClipGradNorm(model.parameters(), norm);
                    optimizer.step();
                    scheduler.step();
                    optimizer.zero_grad();
                    losses.Add(loss.ToSingle());
                }
            }
            model.eval();
        }
        return (losses, [.. network.parameters().SelectMany(parameter => parameter.data<float>())]);
    }
}
