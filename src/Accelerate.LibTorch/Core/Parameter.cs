using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. No dispose scope owns it: it lives as long as its module, or whoever holds it.</summary>
public class Parameter : Tensor
{
    private static readonly Operator s_detach = new("aten::detach");

    /// <summary>A parameter over the data of <paramref name="data"/>, which stays valid.</summary>
    public Parameter(Tensor data, bool requires_grad = true) : base(Detach(data), register: false)
    {
        if (requires_grad)
            this.requires_grad = true;
    }

    private static nint Detach(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var handle = s_detach.InvokeTensor([NativeValue.FromTensor(data.Handle)]);
        GC.KeepAlive(data);
        return handle;
    }
}
