using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Connectionist temporal classification (Graves et al., 2006).</summary>
public sealed class CTCLoss : Loss<Tensor, Tensor, Tensor, Tensor, Tensor>
{
    public CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) : base(reduction)
    {
        this.blank = blank;
        this.zero_infinity = zero_infinity;
    }

    /// <summary>The index of the blank label.</summary>
    public long blank { get; }

    /// <summary>Whether infinite losses count as zero.</summary>
    public bool zero_infinity { get; }

    public override Tensor forward(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths) =>
        functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity, reduction);
}
