using System.Numerics;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class OperatorSyntaxTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Arithmetic_takes_numbers_on_either_side()
    {
        var numbers = tensor(new[] { 1.0, 4.0 });
        Scalar two = 2;

        AssertValues([3, 6], numbers + 2, numbers + 2L, numbers + 2f, numbers + 2.0, numbers + two, 2 + numbers, 2L + numbers, 2f + numbers, 2.0 + numbers, two + numbers);
        AssertValues([-1, 2], numbers - 2, numbers - 2L, numbers - 2f, numbers - 2.0, numbers - two);
        AssertValues([1, -2], 2 - numbers, 2L - numbers, 2f - numbers, 2.0 - numbers, two - numbers);
        AssertValues([2, 8], numbers * 2, numbers * 2L, numbers * 2f, numbers * 2.0, numbers * two, 2 * numbers, 2L * numbers, 2f * numbers, 2.0 * numbers, two * numbers);
        AssertValues([0.5, 2], numbers / 2, numbers / 2L, numbers / 2f, numbers / 2.0, numbers / two);
        AssertValues([2, 0.5], 2 / numbers, 2L / numbers, 2f / numbers, 2.0 / numbers, two / numbers);
        AssertValues([1, 1], numbers % 3, numbers % 3L, numbers % 3f, numbers % 3.0, numbers % (Scalar)3);
        AssertValues([-1, -4], -numbers);
    }

    [Fact]
    public void Arithmetic_of_tensors_broadcasts()
    {
        var row = tensor(new[] { 1.0, 2.0 });
        var column = tensor(new[,] { { 10.0 }, { 20.0 } });

        AssertValues([11, 12, 21, 22], row + column);
        AssertValues([-9, -8, -19, -18], row - column);
        AssertValues([10, 20, 20, 40], row * column);
        AssertValues([10, 5, 20, 10], column / row);
        AssertValues([2, 1], tensor(new[] { -1.0, 1.0 }) % 3);
    }

    [Fact]
    public void Numbers_leave_the_type_of_a_tensor_as_it_is()
    {
        Assert.Equal(ScalarType.Float16, (tensor(1f).half() * 2.0).dtype);
        Assert.Equal(ScalarType.Int32, (tensor(1) + 2L).dtype);
        Assert.Equal(ScalarType.Float32, (3 / tensor(2)).dtype);
    }

    [Fact]
    public void Comparisons_compare_element_by_element()
    {
        var numbers = tensor(new[] { 1, 2, 3 });
        var twos = tensor(new[] { 2, 2, 2 });
        Scalar two = 2;

        AssertMask([true, false, false], numbers < twos, numbers < 2, two > numbers);
        AssertMask([true, true, false], numbers <= twos, numbers <= 2, two >= numbers);
        AssertMask([false, false, true], numbers > twos, numbers > 2, two < numbers);
        AssertMask([false, true, true], numbers >= twos, numbers >= 2, two <= numbers);
        AssertMask([false, true, false], numbers == twos, numbers == 2, two == numbers);
        AssertMask([true, false, true], numbers != twos, numbers != 2, two != numbers);
    }

    [Fact]
    public void Bits_and_masks_combine()
    {
        var (a, b) = (tensor(new[] { true, true, false }), tensor(new[] { true, false, false }));

        AssertMask([true, false, false], a & b);
        AssertMask([true, true, false], a | b);
        AssertMask([false, true, false], a ^ b);
        AssertMask([false, false, true], ~a);
        Assert.Equal(0b0100, (tensor(0b0110) & tensor(0b1100)).ToInt32());
    }

    [Fact]
    public void Numbers_and_arrays_become_tensors_of_their_type()
    {
        (Tensor Converted, ScalarType Type)[] conversions =
        [
            (true, ScalarType.Bool), ((byte)1, ScalarType.Byte), ((sbyte)1, ScalarType.Int8), ((short)1, ScalarType.Int16),
            (1, ScalarType.Int32), (1L, ScalarType.Int64), (1f, ScalarType.Float32), (1.0, ScalarType.Float64),
            ((1f, 2f), ScalarType.ComplexFloat32), (new Complex(1, 2), ScalarType.ComplexFloat64), ((Scalar)1, ScalarType.Int64),
            ((Scalar)1.5, ScalarType.Float64), ((Scalar)true, ScalarType.Bool),
        ];
        Assert.All(conversions, conversion => Assert.Equal((conversion.Type, 0L), (conversion.Converted.dtype, conversion.Converted.dim())));

        Tensor vector = new[] { 1f, 2f };
        Assert.Equal([1f, 2f], vector.data<float>().ToArray());
        vector = new[] { new Complex(1, 2) };
        Assert.Equal(ScalarType.ComplexFloat64, vector.dtype);
    }

    [Fact]
    public void A_division_by_a_tensor_leaves_nothing_but_its_result()
    {
        var numbers = tensor(2.0);
        var before = _scope.DisposablesCount;

        _ = 1.0 / numbers;

        Assert.Equal(before + 1, _scope.DisposablesCount);
    }

    private static void AssertValues(double[] expected, params Tensor[] actual) =>
        Assert.All(actual, tensor => Assert.Equal(expected, tensor.data<double>().ToArray()));

    private static void AssertMask(bool[] expected, params Tensor[] actual) =>
        Assert.All(actual, tensor => Assert.Equal(expected, tensor.data<bool>().ToArray()));
}
