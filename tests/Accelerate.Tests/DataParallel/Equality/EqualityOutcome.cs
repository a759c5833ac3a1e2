using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.Equality;

/// <summary>What one process saw and learned.</summary>
internal sealed class EqualityOutcome
{
    /// <summary>The numbers of the samples of every batch.</summary>
    public List<long[]> Batches { get; } = [];

    public double[] Weights { get; private set; } = [];

    public void Saw(IList<Tensor> batch) => Batches.Add(batch[0].data<long>().ToArray());

    public void Learned(nn.Module network) => Weights = [.. network.parameters().SelectMany(static parameter => parameter.detach().to(ScalarType.Float64).reshape(-1).data<double>())];
}
