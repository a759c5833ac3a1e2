using Accelerate.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_canCast = new("aten::can_cast");
    private static readonly Operator s_promoteTypes = new("aten::promote_types");
    private static readonly Operator s_resultType = new("aten::result_type", "Tensor");

    /// <summary>The limits of the default floating-point type.</summary>
    public static FInfo finfo() => finfo(get_default_dtype());

    /// <summary>The limits of a floating-point type, or of the parts of a complex one.</summary>
    /// <exception cref="ArgumentException">The type is not floating-point.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => new(16, Math.ScaleB(1, -10), (double)Half.MaxValue, 1e-3, Math.ScaleB(1, -14)),
        ScalarType.BFloat16 => new(16, Math.ScaleB(1, -7), (double)BFloat16.MaxValue, 1e-2, Math.ScaleB(1, -126)),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => new(32, Math.ScaleB(1, -23), float.MaxValue, 1e-6, Math.ScaleB(1, -126)),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => new(64, Math.ScaleB(1, -52), double.MaxValue, 1e-15, Math.ScaleB(1, -1022)),
        _ => throw new ArgumentException($"finfo is for floating-point types, but got {dtype}.", nameof(dtype)),
    };

    public static bool is_floating_point(ScalarType type) => type.IsFloatingPoint();

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_complex(ScalarType type) => type.IsComplex();

    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_integral(ScalarType type) => type.IsIntegral();

    public static bool is_integral(Tensor t) => t.is_integral();

    public static bool is_quantized(ScalarType type) => type.IsQuantized();

    public static bool is_conj(Tensor input) => input.is_conj();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static bool is_tensor(object obj) => obj is Tensor;

    public static long numel(Tensor input) => input.numel();

    /// <summary>Whether PyTorch's promotion rules let a value of one type be stored in another.</summary>
    public static bool can_cast(ScalarType from, ScalarType to) => Query(s_canCast, [OperatorArgument.Of(from), OperatorArgument.Of(to)]).Bool;

    /// <summary>The smallest type that holds values of both.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) =>
        (ScalarType)Query(s_promoteTypes, [OperatorArgument.Of(type1), OperatorArgument.Of(type2)]).Int64;

    /// <summary>The type that an arithmetic operation on the two tensors gives.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2)
    {
        var result = Query(s_resultType, [OperatorArgument.Of(tensor1), OperatorArgument.Of(tensor2)]).Int64;
        GC.KeepAlive(tensor1);
        GC.KeepAlive(tensor2);
        return (ScalarType)result;
    }

    private static NativeValue Query(Operator query, ReadOnlySpan<NativeValue> arguments)
    {
        Span<NativeValue> result = stackalloc NativeValue[1];
        query.Invoke(arguments, result);
        return result[0];
    }
}
