namespace TorchSharp;

public static partial class torch
{
    public const TensorStringStyle julia = TorchSharp.TensorStringStyle.Julia;

    public const TensorStringStyle numpy = TorchSharp.TensorStringStyle.Numpy;

    public const TensorStringStyle csharp = TorchSharp.TensorStringStyle.CSharp;

    /// <summary>The style in which tensors are written when none is given; Julia's to begin with.</summary>
    /// <exception cref="ArgumentException">The value is Default, which says no style.</exception>
    public static TensorStringStyle TensorStringStyle
    {
        get => PrintOptions.Style;
        set
        {
            if (value == TorchSharp.TensorStringStyle.Default || !Enum.IsDefined(value))
                throw new ArgumentException($"The default style must be Metadata, Julia, Numpy or CSharp, but is {value}.", nameof(value));
            PrintOptions.Style = value;
        }
    }

    /// <summary>Sets how tensors are written by default; what is null stays as it is.</summary>
    /// <param name="floatFormat">The .NET format of floating-point numbers.</param>
    /// <param name="linewidth">The most characters of a line; columns that do not fit are left out.</param>
    /// <param name="maxRows">The most rows, and slices, that are written of a dimension; the middle of longer ones is left out.</param>
    /// <param name="maxColumns">The most columns that are written.</param>
    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null,
        int? maxRows = null, int? maxColumns = null)
    {
        if (linewidth < 1) throw new ArgumentOutOfRangeException(nameof(linewidth), linewidth, "A line needs at least 1 character.");
        if (maxRows < 2) throw new ArgumentOutOfRangeException(nameof(maxRows), maxRows, "At least 2 rows, the first and the last, are written.");
        if (maxColumns < 2) throw new ArgumentOutOfRangeException(nameof(maxColumns), maxColumns, "At least 2 columns, the first and the last, are written.");
        if (style is { } value) TensorStringStyle = value;
        PrintOptions.FloatFormat = floatFormat ?? PrintOptions.FloatFormat;
        PrintOptions.LineWidth = linewidth ?? PrintOptions.LineWidth;
        PrintOptions.NewLine = newLine ?? PrintOptions.NewLine;
        PrintOptions.MaxRows = maxRows ?? PrintOptions.MaxRows;
        PrintOptions.MaxColumns = maxColumns ?? PrintOptions.MaxColumns;
    }

    /// <summary>Sets how tensors are written by default, with a number of decimals and fixed or scientific notation.</summary>
    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(precision);
        set_printoptions(null, (sci_mode ? "E" : "F") + precision, linewidth, newLine, maxRows, maxColumns);
    }
}
