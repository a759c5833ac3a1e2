using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>A model and batches that are ready: the same ones, up to their random values, that <c>peer.py</c> trains.</summary>
internal sealed record StepWorkload(Func<Module<Tensor, Tensor>> CreateModel, int Classes, IReadOnlyList<(Tensor Inputs, Tensor Targets)> Batches)
{
    private const int BatchCount = 20;

    public static StepWorkload Create(string name) => name switch
    {
        "mlp" => new(() => Mlp(128), 10, Images(32, 784)),
        "mlp-118k" => new(() => Mlp(128, 128), 10, Images(128, 784)),
        "mlp-1.86m-128" => new(() => Mlp(1024, 1024), 10, Images(128, 784)),
        "mlp-1.86m-512" => new(() => Mlp(1024, 1024), 10, Images(512, 784)),
        "cnn" => new(Workload.Cnn, 10, Images(64, 1, 28, 28)),
        "gpt" => new(Workload.CreateGpt, Workload.Vocabulary,
            Make(() => (randint(0, Workload.Vocabulary, [12, Workload.Context], dtype: ScalarType.Int64), randint(0, Workload.Vocabulary, [12, Workload.Context], dtype: ScalarType.Int64)))),
        _ => throw new ArgumentException($"There is no workload '{name}'.", nameof(name)),
    };

    /// <summary>The loss of a batch; after the last one the first comes again.</summary>
    public Tensor Loss(Module<Tensor, Tensor> model, int batch)
    {
        var (inputs, targets) = Batches[batch % Batches.Count];
        return functional.cross_entropy(model.call(inputs).view(-1, Classes), targets.view(-1));
    }

    private static Module<Tensor, Tensor> Mlp(params ReadOnlySpan<long> hidden)
    {
        var layers = new List<Module<Tensor, Tensor>>();
        var width = 784L;
        foreach (var next in hidden)
        {
            layers.AddRange([Linear(width, next), ReLU()]);
            width = next;
        }
        return Sequential([.. layers, Linear(width, 10)]);
    }

    private static List<(Tensor, Tensor)> Images(params long[] shape) => Make(() => (rand(shape), randint(0, 10, [shape[0]], dtype: ScalarType.Int64)));

    private static List<(Tensor, Tensor)> Make(Func<(Tensor, Tensor)> batch) => [.. Enumerable.Range(0, BatchCount).Select(_ => batch())];
}
