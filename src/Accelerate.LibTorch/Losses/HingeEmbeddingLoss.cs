using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The input where the target is 1; max(0, <c>margin</c> - input) where it is -1.</summary>
public sealed class HingeEmbeddingLoss : Loss<Tensor, Tensor, Tensor>
{
    public HingeEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input, Tensor target) => functional.hinge_embedding_loss(input, target, margin, reduction);
}
