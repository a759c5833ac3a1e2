using Xunit;

namespace Accelerate.Native.Tests;

public sealed unsafe class OperatorTests : IDisposable
{
    private readonly Handles _handles = new();

    public void Dispose() => _handles.Dispose();

    [Fact]
    public void Missing_trailing_arguments_take_the_defaults_of_the_schema()
    {
        var sum = _handles.Call("add", "Tensor", Tensor(1, 2), Tensor(10, 20));
        Assert.Equal([11f, 22f], Handles.Read(sum));
    }

    [Fact]
    public void An_integer_serves_where_a_float_a_scalar_or_a_list_is_wanted()
    {
        var scaled = _handles.Call("add", "Tensor", Tensor(1, 2), Tensor(10, 20), NativeValue.FromInt64(2));
        Assert.Equal([21f, 42f], Handles.Read(scaled));

        var image = _handles.Floats([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 1, 1, 4, 4);
        var pooled = _handles.Call("max_pool2d", "", NativeValue.FromTensor(image), NativeValue.FromInt64(2));
        Assert.Equal([6f, 8f, 14f, 16f], Handles.Read(pooled));

        var dropped = _handles.Call("dropout", "", Tensor(1, 2), NativeValue.FromInt64(0), NativeValue.FromBool(true));
        Assert.Equal([1f, 2f], Handles.Read(dropped));
    }

    [Fact]
    public void None_for_an_argument_that_is_not_optional_takes_its_default()
    {
        var image = _handles.Floats([1, 2, 3, 4], 1, 1, 2, 2);
        var pooled = _handles.Call("max_pool2d", "", NativeValue.FromTensor(image), NativeValue.FromInt64(2), NativeValue.None, NativeValue.None);
        Assert.Equal([4f], Handles.Read(pooled));
    }

    [Fact]
    public void Lists_of_tensors_go_in_and_come_out()
    {
        var left = _handles.Floats([1, 2]);
        var right = _handles.Floats([3]);
        nint joined;
        fixed (nint* both = new[] { left, right })
            joined = _handles.Call("cat", "", NativeValue.FromTensorList(both, 2), NativeValue.FromInt64(0));
        Assert.Equal([1f, 2f, 3f], Handles.Read(joined));

        var pieces = new Operator("aten::split", "Tensor").InvokeTensorList([NativeValue.FromTensor(joined), NativeValue.FromInt64(2)]);
        Assert.Equal([[1f, 2f], [3f]], pieces.Select(piece => Handles.Read(_handles.Own(piece))));
    }

    [Fact]
    public void Lists_of_numbers_serve_as_lists_of_scalars()
    {
        var (first, second) = (_handles.Floats([4]), _handles.Floats([9]));
        fixed (nint* both = new[] { first, second })
        fixed (double* fractions = new[] { 0.5, 2 })
        fixed (long* integers = new[] { 10L, 100 })
        {
            new Operator("aten::_foreach_mul_", "ScalarList").Invoke([NativeValue.FromTensorList(both, 2), NativeValue.FromDoubleList(fractions, 2)]);
            new Operator("aten::_foreach_add_", "ScalarList").Invoke([NativeValue.FromTensorList(both, 2), NativeValue.FromInt64List(integers, 2)]);
        }
        Assert.Equal([12f, 118f], [.. Handles.Read(first), .. Handles.Read(second)]);
    }

    [Fact]
    public void Several_results_of_different_kinds_come_out()
    {
        Span<NativeValue> results = new NativeValue[2];
        new Operator("aten::max", "dim").Invoke([Tensor(1, 5, 3), NativeValue.FromInt64(0)], results);
        Assert.Equal([5f], Handles.Read(_handles.Own(results[0].Pointer)));
        Assert.Equal(Handles.Int64, NativeTensor.Describe(_handles.Own(results[1].Pointer)).ScalarType);

        new Operator("aten::equal").Invoke([Tensor(1), Tensor(1)], results[..1]);
        Assert.True(results[0].Bool);
    }

    [Fact]
    public void Text_and_complex_numbers_are_converted()
    {
        fixed (byte* same = "same"u8)
        {
            var convolved = _handles.Call("conv1d", "padding", NativeValue.FromTensor(_handles.Floats([1, 2, 3], 1, 1, 3)),
                NativeValue.FromTensor(_handles.Floats([1, 1, 1], 1, 1, 3)), NativeValue.None, NativeValue.FromInt64(1), NativeValue.FromString(same, 4));
            Assert.Equal([3f, 6f, 5f], Handles.Read(convolved));
        }
        var complex = _handles.Call("mul", "Scalar", Tensor(2), NativeValue.FromComplex(new(0, 1)));
        var real = _handles.Call("view_as_real", "", NativeValue.FromTensor(complex));
        Assert.Equal([0f, 2f], Handles.Read(real));
    }

    [Fact]
    public void A_wrong_shape_is_an_exception_with_the_words_of_libtorch_and_no_stack()
    {
        var exception = Assert.Throws<TorchException>(() => _handles.Call("matmul", "", Tensor(1, 2, 3), Tensor(1, 2)));
        Assert.Contains("inconsistent tensor size", exception.Message);
        Assert.DoesNotContain("frame #", exception.Message);
    }

    [Fact]
    public void Errors_have_the_type_of_their_cause()
    {
        Assert.Throws<TorchIndexException>(() => _handles.Call("select", "int", Tensor(1, 2), NativeValue.FromInt64(0), NativeValue.FromInt64(7)));
        var missing = Assert.Throws<TorchNotImplementedException>(() => new Operator("aten::no_such_thing", "x").Invoke([]));
        Assert.Contains("aten::no_such_thing.x", missing.Message);
    }

    [Fact]
    public void A_value_that_the_schema_cannot_take_names_the_argument_and_the_schema()
    {
        var exception = Assert.Throws<ArgumentException>(() => _handles.Call("softmax", "int", Tensor(1, 2), Tensor(1)));
        Assert.Contains("'dim'", exception.Message);
        Assert.Contains("int dim", exception.Message);
        Assert.Throws<ArgumentException>(() => new Operator("aten::relu").Invoke([Tensor(1), Tensor(2)]));
        Assert.Throws<ArgumentException>(() => new Operator("aten::relu").Invoke([Tensor(1)], new NativeValue[2]));
    }

    [Fact]
    public void A_null_handle_is_refused_wherever_it_turns_up()
    {
        Assert.Throws<ArgumentException>(() => NativeTensor.Describe(0));
        Assert.Throws<ArgumentException>(() => NativeTensor.SetData(_handles.Floats([1]), 0));
        Assert.Throws<ArgumentException>(() => Autograd.Backward([0]));
        Assert.Throws<ArgumentException>(() => GradientHooks.Register(0, gradient => gradient));
        Assert.Throws<ArgumentException>(() => RandomNumbers.Seed(0));
        NativeTensor.Free(0);
    }

    [Fact]
    public void An_operator_tells_its_schema_and_whether_it_exists()
    {
        Assert.StartsWith("aten::relu(Tensor self)", new Operator("aten::relu").Schema);
        Assert.True(new Operator("aten::relu").Exists);
        Assert.False(new Operator("aten::relu", "nonsense").Exists);
        Assert.Equal((3, 1), (new Operator("aten::add", "Tensor").ArgumentCount, new Operator("aten::add", "Tensor").ResultCount));
    }

    private NativeValue Tensor(params float[] values) => NativeValue.FromTensor(_handles.Floats(values));
}
