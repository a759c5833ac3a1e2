using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp;

/// <summary>A loss of two inputs whose elements or classes have weights.</summary>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    public WeightedLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.weight = weight!;
        register_buffer(nameof(weight), weight);
    }

    /// <summary>The weights, a buffer of the loss; null for none.</summary>
    public Tensor weight { get; }
}
