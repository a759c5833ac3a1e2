using System.Numerics;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class CreationTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_element_type_goes_in_and_comes_out()
    {
        AssertRoundTrip(ScalarType.Bool, new[] { true, false, true });
        AssertRoundTrip(ScalarType.Byte, new byte[] { 0, 1, 255 });
        AssertRoundTrip(ScalarType.Int8, new sbyte[] { -128, 0, 127 });
        AssertRoundTrip(ScalarType.Int16, new short[] { short.MinValue, 0, short.MaxValue });
        AssertRoundTrip(ScalarType.Int32, new[] { int.MinValue, 0, int.MaxValue });
        AssertRoundTrip(ScalarType.Int64, new[] { long.MinValue, 0, long.MaxValue });
        AssertRoundTrip(ScalarType.Float16, new[] { (Half)1.5f, Half.MaxValue, Half.NaN });
        AssertRoundTrip(ScalarType.BFloat16, new[] { BFloat16.One, BFloat16.MaxValue, BFloat16.NegativeInfinity });
        AssertRoundTrip(ScalarType.Float32, new[] { 0.1f, float.MaxValue, float.NaN });
        AssertRoundTrip(ScalarType.Float64, new[] { 0.1, double.MaxValue, double.NegativeInfinity });
        AssertRoundTrip(ScalarType.ComplexFloat32, new[] { (1f, -2f), (0f, 3f) });
        AssertRoundTrip(ScalarType.ComplexFloat64, new[] { new Complex(1, -2), new Complex(0, 3) });
    }

    [Fact]
    public void Lists_memory_and_arrays_of_many_dimensions_give_the_same_tensor()
    {
        var expected = tensor(new[] { 1f, 2, 3, 4, 5, 6 }, 2, 3);

        Assert.Equal([2, 3], expected.shape);
        Assert.True(expected.Equals(tensor(new List<float> { 1, 2, 3, 4, 5, 6 }, 2, 3)));
        Assert.True(expected.Equals(tensor(new ArraySegment<float>([0, 1, 2, 3, 4, 5, 6], 1, 6), 2, 3)));
        Assert.True(expected.Equals(tensor(new[] { 1f, 2, 3, 4, 5, 6 }.AsMemory(), [2, 3])));
        Assert.True(expected.Equals(tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } })));
        Assert.True(expected.Equals(from_array(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } })));
        Assert.True(expected.Equals(as_tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } })));
        Assert.Equal([1, 2, 1, 3], tensor(new[,,,] { { { { 1, 2, 3 } }, { { 4, 5, 6 } } } }).shape);
        Assert.Equal([1, 1, 1, 1, 2], from_array(new double[1, 1, 1, 1, 2]).shape);
        Assert.Equal([0], tensor(Array.Empty<int>()).shape);
    }

    [Fact]
    public void Type_and_gradient_can_be_asked_for()
    {
        var converted = tensor(new[] { 1, 2 }, dtype: float64, requires_grad: true);

        Assert.Equal(ScalarType.Float64, converted.dtype);
        Assert.True(converted.requires_grad);
        Assert.True(converted.is_leaf);
        Assert.Equal([1.0, 2.0], converted.detach().data<double>().ToArray());
        Assert.Equal(ScalarType.Float16, tensor(1.5, dtype: float16).dtype);
    }

    [Fact]
    public void Numbers_become_scalar_tensors_of_their_type()
    {
        Assert.Equal((ScalarType.Bool, 0L), (tensor(true).dtype, tensor(true).dim()));
        Assert.Equal(ScalarType.Byte, tensor((byte)1).dtype);
        Assert.Equal(ScalarType.Int8, tensor((sbyte)1).dtype);
        Assert.Equal(ScalarType.Int16, tensor((short)1).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Int64, tensor(1L).dtype);
        Assert.Equal(ScalarType.Float32, tensor(1f).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(ScalarType.BFloat16, tensor(BFloat16.One).dtype);
        Assert.Equal((1f, 2f), tensor(1f, 2f).item<(float, float)>());
        Assert.Equal(new Complex(1, 2), tensor((1.0, 2.0)).item<Complex>());
        Assert.Equal(2.5, 2.5.ToTensor().item<double>());
    }

    [Fact]
    public void A_tensor_from_an_array_is_a_copy()
    {
        var array = new[] { 1, 2 };
        var copy = tensor(array);

        array[0] = 5;

        Assert.Equal([1, 2], copy.data<int>().ToArray());
    }

    [Fact]
    public void A_buffer_is_shared_both_ways()
    {
        var array = new[] { 1f, 2, 3, 4 };
        var shared = frombuffer(array, float32, count: 2, offset: 4);

        array[1] = 20;
        shared[1] = 30;

        Assert.Equal([20f, 30f], shared.data<float>().ToArray());
        Assert.Equal([1f, 20f, 30f, 4f], array);
        Assert.Equal([1, 0, 2, 0], frombuffer(new short[] { 1, 2 }, uint8).data<byte>().ToArray());
        Assert.Equal([true, false], frombuffer(new[] { true, false }, @bool).data<bool>().ToArray());
    }

    [Fact]
    public void A_shared_array_survives_collection_as_long_as_a_tensor_needs_it()
    {
        var view = Share()[1..];
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Equal([2f, 3f], view.data<float>().ToArray());

        static Tensor Share() => new[] { 1f, 2, 3 }.ToTensor([3]);
    }

    [Fact]
    public void A_copy_can_be_asked_for_when_an_array_becomes_a_tensor()
    {
        var array = new[] { 1f, 2 };
        var (shared, copy) = (array.ToTensor([2, 1]), array.ToTensor([2], doCopy: true));

        array[0] = 5;

        Assert.Equal([5f, 2f], shared.data<float>().ToArray());
        Assert.Equal([1f, 2f], copy.data<float>().ToArray());
    }

    [Fact]
    public void A_buffer_must_have_room_for_what_is_asked()
    {
        var array = new[] { 1, 2, 3 };

        Assert.Throws<ArgumentException>(() => frombuffer(array, float64));
        Assert.Throws<ArgumentException>(() => frombuffer(array, int32, count: 4));
        Assert.Throws<ArgumentException>(() => frombuffer(array, int32, offset: 12));
        Assert.Throws<ArgumentException>(() => frombuffer(array, int32, offset: -1));
        Assert.Throws<ArgumentException>(() => frombuffer(array, int32, count: 0));
        Assert.Throws<ArgumentException>(() => frombuffer(Array.Empty<int>(), int32));
    }

    [Fact]
    public void A_shape_that_does_not_fit_is_refused_with_both_counts()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new[] { 1, 2, 3 }, [2, 2]));

        Assert.Contains("[2, 2] has 4 elements", error.Message);
        Assert.Contains("the data has 3", error.Message);
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1, 2 }, [-1, -2]));
        Assert.Throws<ArgumentException>(() => new[] { 1, 2 }.ToTensor([3]));
    }

    [Fact]
    public void Arrays_that_no_tensor_can_hold_are_refused()
    {
        Assert.Contains("float[,]", Assert.Throws<ArgumentException>(() => from_array(new int[][] { [1], [2] })).Message);
        Assert.Contains("System.UInt32", Assert.Throws<ArgumentException>(() => from_array(new uint[1])).Message);
        Assert.Throws<ArgumentNullException>(() => from_array(null!));
        Assert.Throws<ArgumentNullException>(() => tensor((IList<int>)null!));
        Assert.Throws<NotSupportedException>(() => tensor(new[] { 1 }, names: ["N"]));
    }

    [Fact]
    public void A_tensor_that_fails_to_be_made_leaves_nothing()
    {
        var before = _scope.DisposablesCount;

        Assert.ThrowsAny<Exception>(() => tensor(new[] { 1 }, requires_grad: true));

        Assert.Equal(before, _scope.DisposablesCount);
    }

    private static void AssertRoundTrip<T>(ScalarType type, T[] values)
        where T : struct
    {
        var made = from_array(values);

        Assert.Equal(type, made.dtype);
        Assert.Equal([values.Length], made.shape);
        Assert.Equal(values, made.data<T>().ToArray());
        Assert.Equal(values[1], made.data<T>()[1]);
        Assert.Equal(values[1], made[1].item<T>());
        Assert.Equal(values[0], made.ReadCpuValue<T>(0));

        using var stream = new MemoryStream();
        made.Save(stream);
        stream.Position = 0;
        Assert.Equal(values, Tensor.Load(stream).data<T>().ToArray());
    }
}
