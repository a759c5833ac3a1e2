using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate.Cli.Diagnosing;

/// <summary>Checks that training on many ranks is what a plain loop of one process does with all their data.</summary>
internal static class TrainingChecks
{
    private const int BatchSize = 4, Inputs = 6, Outputs = 3;
    private const double LearningRate = 0.05, Momentum = 0.9, Tolerance = 1e-6;

    /// <summary>Initial values from rank 0, gradients averaged over the ranks: the weights after twenty steps.</summary>
    public static void DataParallel(SelfTestContext context) => Check(context, batches: 20, window: 1);

    /// <summary>Windows of four batches, the last of two averaged over what it holds.</summary>
    public static void Accumulated(SelfTestContext context) => Check(context, batches: 10, window: 4);

    /// <summary>Rank 0 has a batch more than the others, whose gradients count as zero there: all end with its weights.</summary>
    public static void Joined(SelfTestContext context)
    {
        using var accelerator = context.Create(loader: new() { EvenBatches = false });
        var network = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            network.weight.zero_();
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), 1), utils.data.DataLoader(utils.data.TensorDataset(ones((2 * context.Ranks) + 1, 1)), 1));
        using (accelerator.JoinUnevenInputs())
        {
            foreach (var batch in loader)
            {
                using var scope = NewDisposeScope();
                accelerator.Backward(model.call(batch[0]).sum());
                optimizer.step();
                optimizer.zero_grad();
            }
        }
        Expect.Close([full([1, 1], -2 - (1f / context.Ranks))], [network.weight.detach().cpu()], Tolerance, "The weights of the ranks, of which rank 0 took a step more,");
    }

    private static void Check(SelfTestContext context, int batches, int window)
    {
        var (inputs, targets) = (Values(11, batches * BatchSize * context.Ranks, Inputs), Values(12, batches * BatchSize * context.Ranks, Outputs));
        using var accelerator = context.Create(window);
        // Every rank begins elsewhere: what counts is rank 0's.
        var network = Network(seed: context.Rank);
        var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), LearningRate, Momentum), utils.data.DataLoader(utils.data.TensorDataset(inputs, targets), BatchSize));
        foreach (var batch in loader)
        {
            using var scope = NewDisposeScope();
            using (accelerator.Accumulate(model))
            {
                accelerator.Backward(nn.functional.mse_loss(model.call(batch[0]), batch[1]));
                optimizer.step();
                optimizer.zero_grad();
            }
        }
        Expect.Close([.. Alone(inputs, targets, batches, window, BatchSize * context.Ranks)], [.. network.parameters().Select(static parameter => parameter.detach().cpu())], Tolerance, "The weights of the ranks and of one process");
    }

    /// <summary>The plain loop on the CPU: a window's batches at once, since the mean of their means is the mean of all.</summary>
    private static IEnumerable<Tensor> Alone(Tensor inputs, Tensor targets, int batches, int window, int batchSize)
    {
        var network = Network(seed: 0);
        var optimizer = optim.SGD(network.parameters(), LearningRate, Momentum);
        for (var batch = 0; batch < batches; batch += window)
        {
            var (first, count) = (batch * batchSize, Math.Min(window, batches - batch) * batchSize);
            nn.functional.mse_loss(network.call(inputs.narrow(0, first, count)), targets.narrow(0, first, count)).backward();
            optimizer.step();
            optimizer.zero_grad();
        }
        return network.parameters().Select(static parameter => parameter.detach());
    }

    private static Sequential Network(int seed)
    {
        var network = nn.Sequential(nn.Linear(Inputs, 8), nn.Tanh(), nn.Linear(8, Outputs));
        using var noGradients = no_grad();
        foreach (var (parameter, index) in network.parameters().Select(static (parameter, index) => (parameter, index)))
            parameter.copy_(Values((100 * seed) + index, [.. parameter.shape]) * 0.5);
        return network;
    }

    /// <summary>Numbers from -1 to 1, the same on every rank and apart from libtorch's own generator.</summary>
    private static Tensor Values(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, static (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.NextSingle() * 2) - 1;
        return tensor(values).reshape(shape);
    }
}
