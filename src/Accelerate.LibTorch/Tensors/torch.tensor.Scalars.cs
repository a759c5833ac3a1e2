using System.Numerics;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A scalar tensor; its type is the value's unless another is asked for.</summary>
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<bool>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<byte>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<sbyte>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<short>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<int>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<long>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(BFloat16 scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<BFloat16>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor(float real, float imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<(float, float)>([(real, imaginary)], [], dtype, device, requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<float>([scalar], [], null, device, requires_grad);

    public static Tensor tensor(double real, double imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<Complex>([new Complex(real, imaginary)], [], dtype, device, requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<double>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor((float, float) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<(float, float)>([scalar], [], dtype, device, requires_grad);

    public static Tensor tensor((double, double) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<Complex>([new Complex(scalar.Item1, scalar.Item2)], [], dtype, device, requires_grad);

    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        TensorFactory.Create<Complex>([scalar], [], dtype, device, requires_grad);
}
