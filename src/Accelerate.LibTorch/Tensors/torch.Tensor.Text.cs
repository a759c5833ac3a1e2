using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device, without the elements.</summary>
        public override string ToString() => ToString(TorchSharp.TensorStringStyle.Metadata);

        /// <summary>The tensor with its elements, in the style of <see cref="torch.TensorStringStyle"/>.</summary>
        /// <param name="disamb">Tells this overload from the one without parameters; its value says nothing.</param>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            ToString(TorchSharp.TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine);

        /// <summary>The tensor in a style. What is not given is as set_printoptions says.</summary>
        /// <param name="fltFormat">The .NET format of floating-point numbers.</param>
        /// <param name="width">The most characters of a line; columns that do not fit are left out.</param>
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            IsInvalid ? "a disposed tensor" : new TensorPrinter(this, fltFormat, width, cultureInfo, newLine).Print(style);
    }
}
