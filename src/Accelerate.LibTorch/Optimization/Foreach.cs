using Accelerate.Native;

namespace TorchSharp.Optimization;

/// <summary>
/// libtorch's operators on whole lists of tensors. A trailing underscore works in place, as in PyTorch; the others
/// put new tensors into the owning list <c>result</c>.
/// </summary>
internal static class Foreach
{
    private static readonly Operator AbsOperator = new("aten::_foreach_abs");
    private static readonly Operator AddListOperator = new("aten::_foreach_add", "List");
    private static readonly Operator AddListInPlace = new("aten::_foreach_add_", "List");
    private static readonly Operator AddScalarOperator = new("aten::_foreach_add", "Scalar");
    private static readonly Operator AddScalarInPlace = new("aten::_foreach_add_", "Scalar");
    private static readonly Operator AddcdivScalarInPlace = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator AddcdivScalarsInPlace = new("aten::_foreach_addcdiv_", "ScalarList");
    private static readonly Operator AddcmulOperator = new("aten::_foreach_addcmul", "Scalar");
    private static readonly Operator AddcmulInPlace = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator DivListInPlace = new("aten::_foreach_div_", "List");
    private static readonly Operator DivScalarsInPlace = new("aten::_foreach_div_", "ScalarList");
    private static readonly Operator MaximumInPlace = new("aten::_foreach_maximum_", "List");
    private static readonly Operator MulListInPlace = new("aten::_foreach_mul_", "List");
    private static readonly Operator MulScalarInPlace = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator MulScalarsInPlace = new("aten::_foreach_mul_", "ScalarList");
    private static readonly Operator MulScalarsOperator = new("aten::_foreach_mul", "ScalarList");
    private static readonly Operator NegOperator = new("aten::_foreach_neg");
    private static readonly Operator SqrtOperator = new("aten::_foreach_sqrt");
    private static readonly Operator SqrtInPlace = new("aten::_foreach_sqrt_");
    private static readonly Operator SubListOperator = new("aten::_foreach_sub", "List");
    private static readonly Operator ZeroInPlace = new("aten::_foreach_zero_");

    public static void Abs(HandleList self, HandleList result) =>
        result.Set(AbsOperator.InvokeTensorList([self.Value]));

    /// <summary>self + alpha * other</summary>
    public static void Add(HandleList self, HandleList other, double alpha, HandleList result) =>
        result.Set(AddListOperator.InvokeTensorList([self.Value, other.Value, NativeValue.FromDouble(alpha)]));

    public static void Add(HandleList self, double scalar, HandleList result) =>
        result.Set(AddScalarOperator.InvokeTensorList([self.Value, NativeValue.FromDouble(scalar)]));

    /// <summary>self += alpha * other</summary>
    public static void Add_(HandleList self, HandleList other, double alpha = 1) =>
        AddListInPlace.Invoke([self.Value, other.Value, NativeValue.FromDouble(alpha)]);

    public static void Add_(HandleList self, double scalar) =>
        AddScalarInPlace.Invoke([self.Value, NativeValue.FromDouble(scalar)]);

    /// <summary>self += value * first / second</summary>
    public static void Addcdiv_(HandleList self, HandleList first, HandleList second, double value) =>
        AddcdivScalarInPlace.Invoke([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]);

    public static void Addcdiv_(HandleList self, HandleList first, HandleList second, ScalarList values) =>
        AddcdivScalarsInPlace.Invoke([self.Value, first.Value, second.Value, values.Value]);

    /// <summary>self + value * first * second</summary>
    public static void Addcmul(HandleList self, HandleList first, HandleList second, double value, HandleList result) =>
        result.Set(AddcmulOperator.InvokeTensorList([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]));

    public static void Addcmul_(HandleList self, HandleList first, HandleList second, double value) =>
        AddcmulInPlace.Invoke([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]);

    public static void Div_(HandleList self, HandleList other) => DivListInPlace.Invoke([self.Value, other.Value]);

    public static void Div_(HandleList self, ScalarList scalars) => DivScalarsInPlace.Invoke([self.Value, scalars.Value]);

    public static void Maximum_(HandleList self, HandleList other) => MaximumInPlace.Invoke([self.Value, other.Value]);

    public static void Mul(HandleList self, ScalarList scalars, HandleList result) =>
        result.Set(MulScalarsOperator.InvokeTensorList([self.Value, scalars.Value]));

    public static void Mul_(HandleList self, HandleList other) => MulListInPlace.Invoke([self.Value, other.Value]);

    public static void Mul_(HandleList self, double scalar) =>
        MulScalarInPlace.Invoke([self.Value, NativeValue.FromDouble(scalar)]);

    public static void Mul_(HandleList self, ScalarList scalars) => MulScalarsInPlace.Invoke([self.Value, scalars.Value]);

    public static void Neg(HandleList self, HandleList result) =>
        result.Set(NegOperator.InvokeTensorList([self.Value]));

    public static void Sqrt(HandleList self, HandleList result) =>
        result.Set(SqrtOperator.InvokeTensorList([self.Value]));

    public static void Sqrt_(HandleList self) => SqrtInPlace.Invoke([self.Value]);

    public static void Sub(HandleList self, HandleList other, HandleList result) =>
        result.Set(SubListOperator.InvokeTensorList([self.Value, other.Value]));

    public static void Zero_(HandleList self) => ZeroInPlace.Invoke([self.Value]);
}
