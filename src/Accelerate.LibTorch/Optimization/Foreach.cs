namespace TorchSharp.Optimization;

/// <summary>
/// libtorch's operators on whole lists of tensors. A trailing underscore works in place, as in PyTorch; the others
/// put new tensors into the owning list <c>result</c>.
/// </summary>
internal static class Foreach
{
    private static readonly Operator s_abs = new("aten::_foreach_abs");
    private static readonly Operator s_addList = new("aten::_foreach_add", "List");
    private static readonly Operator s_addListInPlace = new("aten::_foreach_add_", "List");
    private static readonly Operator s_addScalar = new("aten::_foreach_add", "Scalar");
    private static readonly Operator s_addScalarInPlace = new("aten::_foreach_add_", "Scalar");
    private static readonly Operator s_addcdivScalarInPlace = new("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator s_addcdivScalarsInPlace = new("aten::_foreach_addcdiv_", "ScalarList");
    private static readonly Operator s_addcmul = new("aten::_foreach_addcmul", "Scalar");
    private static readonly Operator s_addcmulInPlace = new("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator s_divListInPlace = new("aten::_foreach_div_", "List");
    private static readonly Operator s_divScalarsInPlace = new("aten::_foreach_div_", "ScalarList");
    private static readonly Operator s_maximumInPlace = new("aten::_foreach_maximum_", "List");
    private static readonly Operator s_mulListInPlace = new("aten::_foreach_mul_", "List");
    private static readonly Operator s_mulScalarInPlace = new("aten::_foreach_mul_", "Scalar");
    private static readonly Operator s_mulScalarsInPlace = new("aten::_foreach_mul_", "ScalarList");
    private static readonly Operator s_mulScalars = new("aten::_foreach_mul", "ScalarList");
    private static readonly Operator s_neg = new("aten::_foreach_neg");
    private static readonly Operator s_sqrt = new("aten::_foreach_sqrt");
    private static readonly Operator s_sqrtInPlace = new("aten::_foreach_sqrt_");
    private static readonly Operator s_subList = new("aten::_foreach_sub", "List");
    private static readonly Operator s_zeroInPlace = new("aten::_foreach_zero_");

    public static void Abs(HandleList self, HandleList result) =>
        result.Set(s_abs.InvokeTensorList([self.Value]));

    /// <summary>self + alpha * other</summary>
    public static void Add(HandleList self, HandleList other, double alpha, HandleList result) =>
        result.Set(s_addList.InvokeTensorList([self.Value, other.Value, NativeValue.FromDouble(alpha)]));

    public static void Add(HandleList self, double scalar, HandleList result) =>
        result.Set(s_addScalar.InvokeTensorList([self.Value, NativeValue.FromDouble(scalar)]));

    /// <summary>self += alpha * other</summary>
    public static void Add_(HandleList self, HandleList other, double alpha = 1) =>
        s_addListInPlace.Invoke([self.Value, other.Value, NativeValue.FromDouble(alpha)]);

    public static void Add_(HandleList self, double scalar) =>
        s_addScalarInPlace.Invoke([self.Value, NativeValue.FromDouble(scalar)]);

    /// <summary>self += value * first / second</summary>
    public static void Addcdiv_(HandleList self, HandleList first, HandleList second, double value) =>
        s_addcdivScalarInPlace.Invoke([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]);

    public static void Addcdiv_(HandleList self, HandleList first, HandleList second, ScalarList values) =>
        s_addcdivScalarsInPlace.Invoke([self.Value, first.Value, second.Value, values.Value]);

    /// <summary>self + value * first * second</summary>
    public static void Addcmul(HandleList self, HandleList first, HandleList second, double value, HandleList result) =>
        result.Set(s_addcmul.InvokeTensorList([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]));

    public static void Addcmul_(HandleList self, HandleList first, HandleList second, double value) =>
        s_addcmulInPlace.Invoke([self.Value, first.Value, second.Value, NativeValue.FromDouble(value)]);

    public static void Div_(HandleList self, HandleList other) => s_divListInPlace.Invoke([self.Value, other.Value]);

    public static void Div_(HandleList self, ScalarList scalars) => s_divScalarsInPlace.Invoke([self.Value, scalars.Value]);

    public static void Maximum_(HandleList self, HandleList other) => s_maximumInPlace.Invoke([self.Value, other.Value]);

    public static void Mul(HandleList self, ScalarList scalars, HandleList result) =>
        result.Set(s_mulScalars.InvokeTensorList([self.Value, scalars.Value]));

    public static void Mul_(HandleList self, HandleList other) => s_mulListInPlace.Invoke([self.Value, other.Value]);

    public static void Mul_(HandleList self, double scalar) =>
        s_mulScalarInPlace.Invoke([self.Value, NativeValue.FromDouble(scalar)]);

    public static void Mul_(HandleList self, ScalarList scalars) => s_mulScalarsInPlace.Invoke([self.Value, scalars.Value]);

    public static void Neg(HandleList self, HandleList result) =>
        result.Set(s_neg.InvokeTensorList([self.Value]));

    public static void Sqrt(HandleList self, HandleList result) =>
        result.Set(s_sqrt.InvokeTensorList([self.Value]));

    public static void Sqrt_(HandleList self) => s_sqrtInPlace.Invoke([self.Value]);

    public static void Sub(HandleList self, HandleList other, HandleList result) =>
        result.Set(s_subList.InvokeTensorList([self.Value, other.Value]));

    public static void Zero_(HandleList self) => s_zeroInPlace.Invoke([self.Value]);
}
