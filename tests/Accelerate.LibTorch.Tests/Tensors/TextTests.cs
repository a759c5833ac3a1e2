using System.Globalization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Tensors;

public sealed class TextTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void ToString_says_shape_type_and_device()
    {
        Assert.Equal("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());
        Assert.Equal("[], type = Int64, device = cpu", tensor(1L).metastr());
        Assert.Equal("[2], type = Float32, device = meta", zeros(2).to(META).str());
    }

    [Fact]
    public void Julia_style_aligns_columns()
    {
        Assert.Equal("[], type = Float32, device = cpu, value = 3.5", Julia(tensor(3.5f)));
        Assert.Equal("[3], type = Int32, device = cpu\n 1 20 3", Julia(tensor(new[] { 1, 20, 3 })));
        Assert.Equal(
            """
            [2x3], type = Float64, device = cpu
               1 2.5    0
             -10 3.1 1000
            """,
            Julia(tensor(new[,] { { 1, 2.5, 0 }, { -10, 3.1, 1000 } })));
    }

    [Fact]
    public void Julia_style_writes_matrices_of_more_dimensions_one_below_the_other()
    {
        Assert.Equal(
            """
            [2x1x2], type = Int64, device = cpu
            [0,..,..] =
             0 1

            [1,..,..] =
             2 3
            """,
            Julia(arange(4).reshape(2, 1, 2)));
    }

    [Fact]
    public void Numpy_style_nests_brackets()
    {
        Assert.Equal("2.5", Numpy(tensor(2.5)));
        Assert.Equal("[True False]", Numpy(tensor(new[] { true, false })));
        Assert.Equal("[[1 2]\n [3 4]]", Numpy(tensor(new[,] { { 1, 2 }, { 3, 4 } })));
        Assert.Equal("[[[0 1]\n  [2 3]]\n [[4 5]\n  [6 7]]]", Numpy(arange(8).reshape(2, 2, 2)));
        Assert.Equal("[1+2j 0-1.5j]", Numpy(tensor(new[] { (1f, 2f), (0f, -1.5f) })));
        Assert.Equal("[]", Numpy(zeros(0)));
    }

    [Fact]
    public void CSharp_style_is_an_initializer()
    {
        Assert.Equal(
            "[2x2], type = Float32, device = cpu, value = float[,] {{1f, 2.5f},\n {3f, 4f}}",
            tensor(new[,] { { 1f, 2.5f }, { 3, 4 } }).cstr(newLine: "\n", cultureInfo: CultureInfo.InvariantCulture));
        Assert.Equal(
            "[1], type = Int64, device = cpu, value = long[] {7L}",
            tensor(new[] { 7L }).cstr(newLine: "\n"));
    }

    [Fact]
    public void Format_and_culture_are_as_asked()
    {
        Assert.Equal("[0,500 1,250]", tensor(new[] { 0.5f, 1.25f }).npstr("F3", cultureInfo: CommaCulture));
        Assert.Equal("0.1", Numpy(tensor(0.1f)));
        Assert.Equal("1.2346", Numpy(tensor(1.23456f)));
    }

    [Fact]
    public void The_middle_of_long_dimensions_is_left_out()
    {
        Assert.Equal("[0 1 2 3 4 5 6 7 8 9 ... 90 91 92 93 94 95 96 97 98 99]", Numpy(arange(100)));
        var rows = Julia(arange(100).reshape(100, 1)).Split('\n');
        Assert.Equal(22, rows.Length);
        Assert.Equal("  9", rows[10]);
        Assert.Equal(" ...", rows[11]);
        Assert.Equal(" 90", rows[12]);
    }

    [Fact]
    public void Columns_that_do_not_fit_into_the_width_are_left_out()
    {
        Assert.Equal("[10], type = Int64, device = cpu\n 0 1 ... 9", arange(10).jlstr(width: 11, newLine: "\n"));
    }

    [Fact]
    public void Strides_do_not_matter()
    {
        Assert.Equal("[[1 3]\n [2 4]]", Numpy(tensor(new[,] { { 1, 2 }, { 3, 4 } }).t()));
        Assert.Equal("[5 5]", Numpy(tensor(5).expand(2)));
    }

    [Fact]
    public void Printing_leaves_no_tensors_behind()
    {
        var matrix = tensor(new[,] { { 1, 2 }, { 3, 4 } }).t();
        var before = _scope.DisposablesCount;

        _ = matrix.str();

        Assert.Equal(before, _scope.DisposablesCount);
    }

    [Fact]
    public void A_disposed_tensor_has_a_text_too()
    {
        var numbers = tensor(1);
        numbers.Dispose();
        Assert.Equal("a disposed tensor", numbers.ToString());
    }

    [Fact]
    public void Print_options_hold_for_what_is_not_given()
    {
        set_printoptions(precision: 2, newLine: "|", maxRows: 2, maxColumns: 3);
        torch.TensorStringStyle = numpy;
        try
        {
            Assert.Equal("[[0.00 1.00 ... 3.00]| ...| [8.00 9.00 ... 11.00]]", arange(12, dtype: float32).reshape(3, 4).str());
            Assert.Equal("[0.00 1.00]", arange(2, dtype: float32).ToString(true));
            set_printoptions(precision: 1, sci_mode: true);
            Assert.Equal("1.5E+003", tensor(1500f).str());
        }
        finally
        {
            set_printoptions(julia, "g5", 100, Environment.NewLine, 20, 20);
        }
    }

    [Fact]
    public void Impossible_print_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => set_printoptions(linewidth: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => set_printoptions(maxRows: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => set_printoptions(precision: -1));
        Assert.Throws<ArgumentException>(() => torch.TensorStringStyle = TorchSharp.TensorStringStyle.Default);
    }

    private static CultureInfo CommaCulture
    {
        get
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            return culture;
        }
    }

    private static string Julia(Tensor tensor) => tensor.jlstr(newLine: "\n", cultureInfo: CultureInfo.InvariantCulture);

    private static string Numpy(Tensor tensor) => tensor.npstr(newLine: "\n", cultureInfo: CultureInfo.InvariantCulture);
}
