using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>One minus the cosine similarity where the target is 1; the similarity above <c>margin</c> where it is -1.</summary>
public sealed class CosineEmbeddingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
}
