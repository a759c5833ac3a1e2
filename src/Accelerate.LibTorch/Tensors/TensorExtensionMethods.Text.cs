using System.Globalization;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>Shape, type and device, without the elements.</summary>
    public static string metastr(this torch.Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>The tensor as Julia shows arrays: matrices with aligned columns.</summary>
    public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor as NumPy shows arrays: nested brackets.</summary>
    public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor as a C# array initializer.</summary>
    public static string cstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    /// <summary>The tensor with its elements, in the style of <see cref="torch.TensorStringStyle"/> unless another is given.</summary>
    public static string str(
        this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) => tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    /// <summary>Writes the tensor to the console and returns it.</summary>
    public static torch.Tensor print(
        this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
