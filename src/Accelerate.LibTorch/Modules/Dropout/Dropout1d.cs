using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Dropout of whole channels of sequences.</summary>
public sealed class Dropout1d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout1d(double p, bool inplace) : base(nameof(Dropout1d))
    {
        Probability.Check(p);
        this.p = p;
        this.inplace = inplace;
    }

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => functional.dropout1d(tensor, p, training, inplace);
}
