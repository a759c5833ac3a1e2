namespace Accelerate.Native.Tests;

/// <summary>Small tensors by handle, and what is in them. Frees what it made.</summary>
internal sealed unsafe class Handles : IDisposable
{
    internal const int Int64 = 4, Float32 = 6, Float64 = 7, BFloat16 = 15, Cpu = 0;

    private readonly List<nint> _made = [];

    internal nint Own(nint handle)
    {
        _made.Add(handle);
        return handle;
    }

    internal nint Floats(ReadOnlySpan<float> values, params long[] sizes)
    {
        fixed (float* data = values)
        {
            var borrowed = NativeTensor.FromBlob(data, sizes.Length == 0 ? [values.Length] : sizes, Float32);
            var copy = new Operator("aten::clone").InvokeTensor([NativeValue.FromTensor(borrowed)]);
            NativeTensor.Free(borrowed);
            return Own(copy);
        }
    }

    internal nint Parameter(params float[] values)
    {
        var handle = Floats(values);
        NativeTensor.SetRequiresGrad(handle, true);
        return handle;
    }

    internal nint Call(string name, string overload, params ReadOnlySpan<NativeValue> arguments) =>
        Own(new Operator("aten::" + name, overload).InvokeTensor(arguments));

    internal nint Multiply(nint left, nint right) => Call("mul", "Tensor", NativeValue.FromTensor(left), NativeValue.FromTensor(right));

    internal nint Sum(nint tensor) => Call("sum", "", NativeValue.FromTensor(tensor));

    internal static float[] Read(nint handle)
    {
        var contiguous = new Operator("aten::contiguous").InvokeTensor([NativeValue.FromTensor(handle)]);
        var values = new ReadOnlySpan<float>((void*)NativeTensor.DataPointer(contiguous), (int)NativeTensor.Describe(contiguous).ElementCount).ToArray();
        NativeTensor.Free(contiguous);
        return values;
    }

    internal float[] Gradient(nint handle) => Read(Own(NativeTensor.Grad(handle)));

    public void Dispose() => NativeTensor.Free(_made.ToArray());
}
