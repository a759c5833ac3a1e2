using Accelerate;
using static TorchSharp.torch;

/// <summary>A training whose outcome does not depend on the number of ranks: they share batches of twelve samples, and the network keeps no statistics of them.</summary>
internal static class SmallTraining
{
    private const int Samples = 96, BatchSize = 12, Epochs = 4;

    /// <summary>Trains on this rank, prints the mean loss over all samples, and saves the model.</summary>
    public static void Run(string directory)
    {
        using var scope = NewDisposeScope();
        using var accelerator = new Accelerator(new() { Cpu = true, GradientAccumulationSteps = 2, DataLoader = new() { SplitBatches = true } });
        var network = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 2));
        // Every rank begins elsewhere: what counts is rank 0's.
        using (no_grad())
        {
            foreach (var parameter in network.parameters())
                parameter.copy_(Values(accelerator.ProcessIndex, [.. parameter.shape]));
        }
        var dataset = utils.data.TensorDataset(Values(11, Samples, 4), Values(12, Samples, 2));
        var sgd = optim.SGD(network.parameters(), 0.1, momentum: 0.9);
        var (model, optimizer, loader) = accelerator.Prepare(network, sgd, utils.data.DataLoader(dataset, BatchSize, new SeedableRandomSampler(Samples, seed: 5)));
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            foreach (var batch in loader)
            {
                using var step = NewDisposeScope();
                using (accelerator.Accumulate(model))
                {
                    accelerator.Backward(nn.functional.mse_loss(model.call(batch[0]), batch[1]));
                    optimizer.step();
                    optimizer.zero_grad();
                }
            }
        }
        var losses = new List<float>();
        using (inference_mode())
        {
            foreach (var batch in loader)
                losses.AddRange(accelerator.GatherForMetrics((model.call(batch[0]) - batch[1]).square().mean([1])).data<float>());
        }
        accelerator.Print(FormattableString.Invariant($"loss {losses.Average():F5} of {losses.Count} samples"));
        accelerator.SaveModel(model, directory);
    }

    private static Tensor Values(int seed, params long[] shape)
    {
        var random = new Random(seed);
        return tensor(Enumerable.Range(0, (int)shape.Aggregate(1L, static (product, size) => product * size)).Select(_ => (random.NextSingle() * 2) - 1).ToArray()).reshape(shape);
    }
}
