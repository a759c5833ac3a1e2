using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class DataTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Elements_are_read_in_the_order_of_their_indices_whatever_the_strides()
    {
        var transposed = tensor(new[,] { { 1, 2, 3 }, { 4, 5, 6 } }).t();
        var data = transposed.data<int>();

        Assert.Equal(6, data.Count);
        Assert.Equal([1, 4, 2, 5, 3, 6], data.ToArray());
        Assert.Equal([1, 4, 2, 5, 3, 6], data);
        Assert.Equal(5, data[1, 1]);
        Assert.Equal(5, data[3]);
        Assert.Equal(5, transposed.ReadCpuInt32(3));
        Assert.Equal(new[,] { { 1, 4 }, { 2, 5 }, { 3, 6 } }, data.ToNDArray());

        var part = new int[4];
        data.CopyTo(part, 1, 3);
        Assert.Equal([0, 5, 3, 6], part);
    }

    [Fact]
    public void Elements_are_written_where_they_belong()
    {
        var matrix = tensor(new[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var data = matrix.t().data<int>();

        data[2, 1] = 60;
        data.CopyFrom([10, 40], tensorIndex: 0);
        data.CopyFrom([0, 20, 50, 30], 1, 2);

        Assert.Equal([10, 20, 30, 40, 50, 60], matrix.data<int>().ToArray());
    }

    [Fact]
    public void Accessors_are_equal_when_their_elements_are()
    {
        Assert.True(tensor(new[] { 1, 2 }).data<int>() == tensor(new[] { 1, 2 }).data<int>());
        Assert.True(tensor(new[] { 1, 2 }).data<int>() != tensor(new[] { 1, 3 }).data<int>());
    }

    [Fact]
    public void Places_that_do_not_exist_are_refused()
    {
        var data = tensor(new[,] { { 1, 2 }, { 3, 4 } }).data<int>();

        Assert.Throws<IndexOutOfRangeException>(() => data[0, 2]);
        Assert.Throws<IndexOutOfRangeException>(() => data[-1, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => data[4]);
        Assert.Throws<ArgumentException>(() => data[0, 0, 0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyTo(new int[2], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyTo(new int[2], 0, 5));
        Assert.Throws<IndexOutOfRangeException>(() => tensor(new[] { 1 }).ReadCpuInt32(1));
    }

    [Fact]
    public void Only_the_type_of_the_elements_will_do()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new[] { 1f }).data<double>());

        Assert.Contains("System.Single", error.Message);
        Assert.Contains("System.Double", error.Message);
        Assert.Throws<ArgumentException>(() => tensor(1f).item<int>());
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1f }).ReadCpuInt64(0));
    }

    [Fact]
    public void Item_is_for_one_element()
    {
        Assert.Equal(7, tensor(new[,] { { 7 } }).item<int>());
        Assert.Contains("has 2", Assert.Throws<ArgumentException>(() => tensor(new[] { 1, 2 }).item<int>()).Message);
        Assert.ThrowsAny<TorchException>(() => tensor(new[] { 1, 2 }).ToScalar());
    }

    [Fact]
    public void A_number_can_be_read_as_any_type()
    {
        Assert.Equal(2, tensor(2.75f).ToInt32());
        Assert.Equal(2.75, tensor(2.75f).ToDouble());
        Assert.Equal(2.75f, (float)tensor(2.75));
        Assert.Equal((Half)2.75, tensor(2.75).ToHalf());
        Assert.Equal((byte)200, (byte)tensor(200));
        Assert.True((bool)tensor(3L));
        Assert.Equal(1L, tensor(true).ToInt64());
        Assert.Equal((1f, 2f), tensor(1f, 2f).ToComplexFloat32());
        Assert.Throws<OverflowException>(() => tensor(300).ToByte());
        Assert.Throws<OverflowException>(() => tensor(double.NaN).ToInt32());
        Assert.Throws<InvalidCastException>(() => tensor(1f, 2f).ToDouble());
        Assert.Equal(ScalarType.Int64, tensor(3).ToScalar().Type);
        Assert.Equal(1.0, 1.001f.ToBFloat16Scalar().ToDouble());
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        var numbers = tensor(new[] { 1, 256 });

        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0], numbers.bytes.ToArray());
        numbers.bytes[4] = 2;
        Assert.Equal([1, 258], numbers.data<int>().ToArray());
        numbers.bytes = new byte[8];
        Assert.Equal([0, 0], numbers.data<int>().ToArray());
        Assert.Throws<ArgumentException>(() => numbers.bytes = new byte[7]);
        Assert.Throws<InvalidOperationException>(() => tensor(new[,] { { 1, 2 }, { 3, 4 } }).t().bytes.Length);
    }

    [Fact]
    public void A_conjugate_view_is_resolved_before_its_memory_is_read()
    {
        var conjugate = tensor(new[] { (1f, 2f) }).conj();

        Assert.Throws<InvalidOperationException>(() => conjugate.data<(float, float)>());
        Assert.Equal([(1f, -2f)], conjugate.resolve_conj().data<(float, float)>().ToArray());
        Assert.Equal((1f, -2f), conjugate[0].item<(float, float)>());
    }

    [Fact]
    public void Bytes_go_to_a_stream_and_come_back()
    {
        var source = tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } }).t();
        var target = zeros(3, 2);
        using var stream = new MemoryStream();

        source.WriteBytesToStream(stream, bufferSize: 7);
        Assert.Equal(24, stream.Length);
        stream.Position = 0;
        target.ReadBytesFromStream(stream, bufferSize: 5);

        Assert.True(source.Equals(target));
    }

    [Fact]
    public void A_stream_that_ends_early_leaves_the_tensor_as_it_was()
    {
        var target = ones(4);

        Assert.Throws<EndOfStreamException>(() => target.ReadBytesFromStream(new MemoryStream(new byte[15])));

        Assert.Equal([1f, 1f, 1f, 1f], target.data<float>().ToArray());
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var numbers = tensor(new[] { 1 });
        var data = numbers.data<int>();
        numbers.Dispose();

        Assert.Throws<ObjectDisposedException>(() => data[0]);
        Assert.Throws<ObjectDisposedException>(() => numbers.shape);
    }
}
