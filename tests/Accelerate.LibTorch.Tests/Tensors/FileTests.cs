using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class FileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_format_is_type_rank_and_sizes_as_variable_length_integers_then_the_elements()
    {
        Assert.Equal(
            [3, 2, 1, 2, 1, 0, 0, 0, 254, 255, 255, 255],
            Saved(tensor(new[,] { { 1, -2 } })));
        Assert.Equal([0, 1, 200, 1], Saved(zeros(200, dtype: uint8))[..4]);
        Assert.Equal([7, 0, 0, 0, 0, 0, 0, 0, 240, 63], Saved(tensor(1.0)));
    }

    [Fact]
    public void A_tensor_is_loaded_into_one_of_its_type_and_shape()
    {
        var target = zeros(2, requires_grad: true);
        target.Load(Reader(Saved(tensor(new[] { 1f, 2 }))));
        Assert.Equal([1f, 2f], target.data<float>().ToArray());

        Tensor fresh = null!;
        TensorExtensionMethods.Load(ref fresh, Reader(Saved(tensor(new[] { 3f }))));
        Assert.Equal([3f], fresh.data<float>().ToArray());

        var held = target;
        TensorExtensionMethods.Load(ref target, Reader(Saved(tensor(new[] { 4f, 5 }))));
        Assert.Same(held, target);
        Assert.Equal([4f, 5f], target.data<float>().ToArray());
    }

    [Fact]
    public void Another_type_or_shape_is_refused()
    {
        var target = ones(2);

        Assert.Contains("Int32", Assert.Throws<ArgumentException>(() => target.Load(Reader(Saved(tensor(new[] { 1, 2 }))))).Message);
        Assert.Contains("[3]", Assert.Throws<ArgumentException>(() => target.Load(Reader(Saved(zeros(3))))).Message);
        Assert.Equal([1f, 1f], target.data<float>().ToArray());
    }

    [Fact]
    public void Skipping_goes_to_what_follows()
    {
        var reader = Reader([.. Saved(ones(3)), 42]);

        Assert.Null(TensorExtensionMethods.Load(reader, skip: true));

        Assert.Equal(42, reader.ReadByte());
    }

    [Fact]
    public void What_is_no_tensor_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => Tensor.Load(Reader([99, 0])));
        Assert.Throws<InvalidDataException>(() => Tensor.Load(Reader([6, 100])));
        Assert.Throws<InvalidDataException>(() => Tensor.Load(Reader([6, 2, .. Huge, .. Huge])));
        Assert.Throws<EndOfStreamException>(() => Tensor.Load(Reader([6, 1, .. Huge])));
        Assert.Throws<EndOfStreamException>(() => Tensor.Load(Reader(Saved(ones(3))[..^1])));
        Assert.Throws<EndOfStreamException>(() => Tensor.Load(Reader([])));
    }

    [Fact]
    public void A_file_holds_a_tensor()
    {
        var path = Path.GetTempFileName();
        try
        {
            tensor(new[] { 1L, 2 }).Save(path);
            Assert.Equal([1L, 2L], Tensor.Load(path).data<long>().ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    // 2^56 as a variable-length integer.
    private static byte[] Huge => [128, 128, 128, 128, 128, 128, 128, 128, 1];

    private static byte[] Saved(Tensor tensor)
    {
        using var stream = new MemoryStream();
        tensor.Save(stream);
        return stream.ToArray();
    }

    private static BinaryReader Reader(byte[] bytes) => new(new MemoryStream(bytes));
}
