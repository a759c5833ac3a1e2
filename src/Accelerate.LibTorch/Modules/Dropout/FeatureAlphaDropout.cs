using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Alpha dropout of whole channels.</summary>
public sealed class FeatureAlphaDropout : ParameterLessModule<Tensor, Tensor>
{
    internal FeatureAlphaDropout(double p, bool inplace) : base(nameof(FeatureAlphaDropout))
    {
        Probability.Check(p);
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor input) => functional.feature_alpha_dropout(input, p, training, inplace);
}
