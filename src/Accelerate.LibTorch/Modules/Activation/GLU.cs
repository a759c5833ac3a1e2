using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The first half of x along a dimension times the logistic function of the second.</summary>
public sealed class GLU : ParameterLessModule<Tensor, Tensor>
{
    internal GLU(long dim) : base(nameof(GLU))
    {
        this.dim = dim;
    }

    public long dim { get; set; }

    public override Tensor forward(Tensor tensor) => functional.glu(tensor, dim);
}
