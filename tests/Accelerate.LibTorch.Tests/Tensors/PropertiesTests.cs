using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class PropertiesTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Shape_and_strides_can_be_asked_for_by_dimension()
    {
        var matrix = zeros(2, 3).t();

        Assert.Equal([3, 2], matrix.shape);
        Assert.Equal([1, 3], matrix.stride());
        Assert.Equal((3L, 2L), (matrix.size(0), matrix.size(-1)));
        Assert.Equal((1L, 3L), (matrix.stride(-2), matrix.stride(1)));
        Assert.Equal((2L, 2L, 2L), (matrix.dim(), matrix.ndim, matrix.Dimensions));
        Assert.Equal((6L, 6L), (matrix.numel(), matrix.NumberOfElements));
        Assert.Equal((4L, 4L), (matrix.element_size(), matrix.ElementSize));
        Assert.Equal([3, 2], matrix.IntShape().ToArray());
        Assert.Equal(6, matrix.shape.TotalSize());
        Assert.Throws<TorchIndexException>(() => matrix.size(2));
        Assert.Throws<TorchIndexException>(() => matrix.stride(-3));
        Assert.Throws<TorchIndexException>(() => tensor(1).size(0));
    }

    [Fact]
    public void Contiguity_disregards_dimensions_of_size_one()
    {
        Assert.True(zeros(2, 3).is_contiguous());
        Assert.False(zeros(2, 3).t().is_contiguous());
        Assert.True(zeros(1, 3).t().is_contiguous());
        Assert.True(zeros(0, 3).t().is_contiguous());
        Assert.False(zeros(4)[TensorIndex.Slice(step: 2)].is_contiguous());
        Assert.True(tensor(1).is_contiguous());
    }

    [Fact]
    public void Kinds_of_types_are_told_apart()
    {
        Assert.True(tensor(1f).is_floating_point() && !tensor(1f).is_integral() && !tensor(1f).is_complex());
        Assert.True(tensor(1).is_integral() && !tensor(1).is_floating_point());
        Assert.True(tensor(true).is_integral());
        Assert.True(tensor(1f, 2f).is_complex());
        Assert.True(is_floating_point(bfloat16) && is_complex(complex64) && is_integral(uint8) && is_quantized(qint8));
        Assert.Equal(2, ScalarType.BFloat16.ElementSize());
        Assert.Equal(16, ScalarType.ComplexFloat64.ElementSize());
    }

    [Fact]
    public void A_tensor_knows_where_it_is()
    {
        var local = zeros(2);
        Assert.True(local.is_cpu() && !local.is_cuda && !local.is_meta && !local.is_sparse);
        Assert.Equal((DeviceType.CPU, DeviceType.CPU), (local.device_type, local.device.type));

        var imagined = local.to(META);
        Assert.True(imagined.is_meta);
        Assert.Equal([2], imagined.shape);
    }

    [Fact]
    public void A_lazy_conjugate_is_known_and_a_zero_is_not_nonzero()
    {
        Assert.True(tensor(new[] { (1f, 2f) }).conj().is_conj());
        Assert.False(tensor(1f).is_neg());
        Assert.True(tensor(3).is_nonzero());
        Assert.False(is_nonzero(tensor(0f)));
    }

    [Fact]
    public void Transposes_and_parts_are_views()
    {
        var cube = zeros(2, 3, 4);
        Assert.Equal([2, 4, 3], cube.mT.shape);
        Assert.Equal([4, 2], zeros(2, 4).T.shape);

        var numbers = tensor(new[,] { { (1f, 2f), (3f, 4f) } });
        numbers.imag[0, 1] = -4;
        Assert.Equal([1f, 3f], numbers.real.data<float>().ToArray());
        Assert.Equal([(1f, -2f), (3f, 4f)], numbers.H.resolve_conj().data<(float, float)>().ToArray());
        Assert.Equal([2, 1], numbers.mH.shape);
        Assert.Equal(4f, numbers.conj().imag[0, 1].item<float>());
    }

    [Fact]
    public void Conversions_give_the_type_they_name()
    {
        var number = tensor(3L);
        (Tensor Converted, ScalarType Type)[] conversions =
        [
            (number.@bool(), ScalarType.Bool), (number.@byte(), ScalarType.Byte), (number.@char(), ScalarType.Int8),
            (number.@short(), ScalarType.Int16), (number.@int(), ScalarType.Int32), (number.@long(), ScalarType.Int64),
            (number.half(), ScalarType.Float16), (number.bfloat16(), ScalarType.BFloat16), (number.@float(), ScalarType.Float32),
            (number.@double(), ScalarType.Float64), (number.cfloat(), ScalarType.ComplexFloat32), (number.cdouble(), ScalarType.ComplexFloat64),
            (number.type(float32), ScalarType.Float32), (number.type_as(tensor(1.0)), ScalarType.Float64),
            (number.to_type(int16), ScalarType.Int16), (number.to(tensor(1f)), ScalarType.Float32), (number.type(t => t.half()), ScalarType.Float16),
            (number.to(float32, CPU), ScalarType.Float32),
        ];

        Assert.All(conversions, conversion => Assert.Equal(conversion.Type, conversion.Converted.dtype));
    }

    [Fact]
    public void A_conversion_that_changes_nothing_is_another_handle_of_the_same_tensor()
    {
        var numbers = zeros(2);
        var same = numbers.to(float32);

        Assert.NotSame(numbers, same);
        numbers[0] = 1;
        numbers.Dispose();
        Assert.Equal([1f, 0f], same.data<float>().ToArray());

        var copy = same.to(CPU, copy: true);
        same[0] = 2;
        Assert.Equal([1f, 0f], copy.data<float>().ToArray());
    }

    [Fact]
    public void The_source_of_a_conversion_can_be_disposed_with_it()
    {
        var numbers = tensor(new[] { 1, 2 });
        var converted = numbers.to(float32, disposeAfter: true);

        Assert.True(numbers.IsInvalid);
        Assert.Equal([1f, 2f], converted.data<float>().ToArray());

        var same = converted.to("cpu", disposeAfter: true);
        Assert.Equal([1f, 2f], same.data<float>().ToArray());
    }

    [Fact]
    public void Cuda_takes_cuda_devices()
    {
        Assert.Throws<ArgumentException>(() => tensor(1).cuda(CPU));
        Assert.Throws<ArgumentNullException>(() => tensor(1).to((Device)null!));
    }

    [Fact]
    public void The_limits_of_floating_point_types_are_known()
    {
        var info = finfo(float32);
        Assert.Equal((32, Math.ScaleB(1, -23), float.MaxValue, (double)float.MinValue), (info.bits, info.eps, info.max, info.min));
        Assert.Equal((1.1754943508222875e-38, 1.1754943508222875e-38, 1e-6), (info.tiny, info.smallest_normal, info.resolution));
        Assert.Equal((65504, 0.0009765625), (finfo(float16).max, finfo(float16).eps));
        Assert.Equal(0.0078125, finfo(bfloat16).eps);
        Assert.Equal(double.Epsilon * Math.ScaleB(1, 52), finfo(float64).tiny);
        Assert.Equal(finfo(float64).max, finfo(complex128).max);
        Assert.Throws<ArgumentException>(() => finfo(int32));
    }

    [Fact]
    public void Types_promote_by_PyTorchs_rules()
    {
        Assert.Equal(ScalarType.Float32, promote_types(int64, float32));
        Assert.Equal(ScalarType.Float32, promote_types(float16, bfloat16));
        Assert.Equal(ScalarType.Float32, result_type(tensor(new[] { 1f }), tensor(1.0)));
        Assert.True(can_cast(float64, float16));
        Assert.False(can_cast(float32, int64));
    }
}
