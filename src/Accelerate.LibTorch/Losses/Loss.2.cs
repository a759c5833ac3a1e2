using static TorchSharp.torch.nn;

namespace TorchSharp;

/// <summary>A loss of two inputs.</summary>
public abstract class Loss<T1, T2, TResult> : Module<T1, T2, TResult>
{
    public Loss(Reduction reduction = Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>How the losses of the elements become the result.</summary>
    public Reduction reduction { get; }
}
