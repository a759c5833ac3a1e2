using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Dropout that keeps mean and variance of self-normalizing networks (Klambauer et al., 2017).</summary>
public sealed class AlphaDropout : ParameterLessModule<Tensor, Tensor>
{
    internal AlphaDropout(double p, bool inplace) : base(nameof(AlphaDropout))
    {
        Probability.Check(p);
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.alpha_dropout(tensor, p, training, inplace);
}
