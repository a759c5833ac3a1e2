using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The negative log-likelihood of classes under the softmax of the input: logits (N, C) or (N, C, …) and classes (N) or (N, …), or probabilities of the input's shape.</summary>
public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) : base(weight, reduction)
    {
        this.ignore_index = ignore_index;
        this.label_smoothing = label_smoothing;
    }

    /// <summary>A class that counts for nothing; -100 if null.</summary>
    public long? ignore_index { get; }

    /// <summary>How much of the target is spread over all classes.</summary>
    public double label_smoothing { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
}
