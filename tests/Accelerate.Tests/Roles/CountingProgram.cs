using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Accelerate.Tests.Roles;

/// <summary>A program that measures rather than learns: samples whose values are their own numbers, in batches of two.</summary>
[AcceleratedTraining("Counts its samples.")]
internal sealed partial class CountingProgram
{
    private const int BatchSize = 2;

    public int Samples { get; init; } = 7;

    /// <summary>The samples that <see cref="Accelerator.GatherForMetrics(Tensor, string, int)"/> returned in the evaluations.</summary>
    public List<long> Gathered { get; } = [];

    [TrainingData]
    private DataLoader<IList<Tensor>, IList<Tensor>> CreateTrainingData() => Loader(shuffle: true);

    [ValidationData]
    private DataLoader<IList<Tensor>, IList<Tensor>> CreateValidationData() => Loader(shuffle: false);

    [TestData]
    private List<IList<Tensor>> CreateTestData() => [.. Enumerable.Range(0, Samples).Chunk(BatchSize).Select(numbers => (IList<Tensor>)[tensor(numbers.Select(number => (long)number).ToArray())])];

    [Model]
    private static Linear CreateModel() => Networks.Weight(1);

    [Optimizer]
    private static Optimizer CreateOptimizer(Linear model) => SGD(model.parameters(), 0.0);

    [TrainingStep]
    private static Tensor Step(Linear model, IList<Tensor> batch, Metrics metrics)
    {
        metrics.Mean("number", batch[0]);
        return model.call(Column(batch)).mean();
    }

    [ValidationStep]
    private void Measure(Linear model, IList<Tensor> batch, Metrics metrics, Accelerator accelerator)
    {
        var outputs = model.call(Column(batch)).squeeze(1);
        metrics.Mean("number", outputs);
        metrics.Accuracy(outputs.remainder(3).eq(0), batch[0].ge(0));
        var (numbers, same) = accelerator.GatherForMetrics((batch[0], outputs.to(ScalarType.Int64)));
        Gathered.AddRange(numbers.data<long>());
        Xunit.Assert.Equal(numbers.data<long>().ToArray(), same.data<long>().ToArray());
    }

    private DataLoader<IList<Tensor>, IList<Tensor>> Loader(bool shuffle)
    {
        var dataset = utils.data.TensorDataset(arange(Samples));
        return shuffle ? utils.data.DataLoader(dataset, BatchSize, new SeedableRandomSampler(Samples, seed: 1)) : utils.data.DataLoader(dataset, BatchSize);
    }

    private static Tensor Column(IList<Tensor> batch) => batch[0].to(ScalarType.Float32).unsqueeze(1);
}
