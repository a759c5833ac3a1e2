using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The binary cross entropy of logits.</summary>
public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) : base(weight, reduction)
    {
        this.pos_weights = pos_weights!;
        register_buffer(nameof(pos_weights), pos_weights);
    }

    /// <summary>The weights of positive examples, a buffer of the loss; null for none.</summary>
    public Tensor pos_weights { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
}
