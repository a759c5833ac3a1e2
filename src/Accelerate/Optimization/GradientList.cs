using Accelerate.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The gradients of some parameters, without the parameters that have none, for libtorch's operators on lists.</summary>
internal sealed unsafe class GradientList : IDisposable
{
    private static readonly Operator Norms = new("aten::_foreach_norm", "Scalar");
    private static readonly Operator Stack = new("aten::stack");
    private static readonly Operator VectorNorm = new("aten::linalg_vector_norm");
    private static readonly Operator MultiplyByNumber = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator MultiplyByTensors = new("aten::_foreach_mul_", "List");
    private static readonly Operator Clamp = new("aten::clamp_");

    private readonly nint[] _handles;

    public GradientList(IEnumerable<Parameter> parameters)
    {
        var handles = new List<nint>();
        foreach (var parameter in parameters)
        {
            if (NativeTensor.Grad(parameter.Handle) is var handle and not 0)
                handles.Add(handle);
            GC.KeepAlive(parameter);
        }
        _handles = [.. handles];
    }

    public int Count => _handles.Length;

    /// <summary>The norm of all gradients as one vector, a 0-dim tensor on their device.</summary>
    public Tensor Norm(double order)
    {
        var ord = NativeValue.FromDouble(order);
        nint[] norms;
        fixed (nint* first = _handles)
            norms = Norms.InvokeTensorList([NativeValue.FromTensorList(first, _handles.Length), ord]);
        nint stacked = 0;
        try
        {
            fixed (nint* first = norms)
                stacked = Stack.InvokeTensor([NativeValue.FromTensorList(first, norms.Length)]);
            return Tensor.UnsafeCreateTensor(VectorNorm.InvokeTensor([NativeValue.FromTensor(stacked), ord]));
        }
        finally
        {
            NativeTensor.Free(norms);
            if (stacked != 0)
                NativeTensor.Free(stacked);
        }
    }

    public void Multiply(double factor)
    {
        if (Count == 0)
            return;
        fixed (nint* first = _handles)
            MultiplyByNumber.Invoke([NativeValue.FromTensorList(first, _handles.Length), NativeValue.FromDouble(factor)]);
    }

    /// <summary>Multiplies by a 0-dim tensor, without waiting for its value.</summary>
    public void Multiply(Tensor factor)
    {
        var factors = new nint[_handles.Length];
        Array.Fill(factors, factor.Handle);
        fixed (nint* first = _handles, firstFactor = factors)
            MultiplyByTensors.Invoke([NativeValue.FromTensorList(first, _handles.Length), NativeValue.FromTensorList(firstFactor, factors.Length)]);
        GC.KeepAlive(factor);
    }

    public void ClampTo(double limit)
    {
        foreach (var handle in _handles)
            Clamp.Invoke([NativeValue.FromTensor(handle), NativeValue.FromDouble(-limit), NativeValue.FromDouble(limit)]);
    }

    public void Dispose() => NativeTensor.Free(_handles);
}
