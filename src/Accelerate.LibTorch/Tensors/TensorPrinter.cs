using System.Globalization;
using System.Numerics;
using System.Text;

namespace TorchSharp;

/// <summary>Writes a tensor as text. Of long dimensions, and of lines that are too wide, the middle is left out.</summary>
internal sealed unsafe class TensorPrinter(torch.Tensor tensor, string? floatFormat, int? width, CultureInfo? culture, string? newLine)
{
    // Stands for the positions that are left out.
    private const int Gap = -1;

    private readonly string _floatFormat = floatFormat ?? PrintOptions.FloatFormat;
    private readonly int _width = width ?? PrintOptions.LineWidth;
    private readonly CultureInfo _culture = culture ?? CultureInfo.CurrentCulture;
    private readonly string _newLine = newLine ?? PrintOptions.NewLine;
    private readonly torch.ScalarType _type = tensor.dtype;
    private readonly long[] _sizes = tensor.shape;

    private long[] _strides = [];
    private byte* _data;
    private TensorStringStyle _style;

    internal string Print(TensorStringStyle style)
    {
        _style = style == TensorStringStyle.Default ? PrintOptions.Style : style;
        var metadata = $"[{string.Join("x", _sizes)}], type = {_type}, device = {tensor.device}";
        if (_style == TensorStringStyle.Metadata || tensor.is_meta || _type.IsQuantized()) return metadata;

        using var readable = tensor.Readable();
        _strides = readable.stride();
        _data = readable.numel() == 0 ? null : (byte*)NativeTensor.DataPointer(readable.Handle);
        var text = _style switch
        {
            TensorStringStyle.Numpy => PrintNested(0, 0, "[", "]", " ", _newLine),
            TensorStringStyle.CSharp => $"{metadata}, value = {PrintInitializer()}",
            _ when _sizes.Length == 0 => $"{metadata}, value = {Element(0)}",
            _ => metadata + _newLine + PrintSlices(),
        };
        GC.KeepAlive(readable);
        return text;
    }

    private string PrintInitializer() => _sizes.Length == 0
        ? Element(0)
        : $"{TypeName()}[{new string(',', _sizes.Length - 1)}] {PrintNested(0, 0, "{", "}", ", ", "," + _newLine)}";

    // A row on a line, rows and what contains them one below the other.
    private string PrintNested(int dimension, long offset, string open, string close, string between, string betweenRows)
    {
        if (_sizes.Length == 0) return Element(offset);
        var isRow = dimension == _sizes.Length - 1;
        if (isRow)
        {
            var cells = Cells([offset], Math.Max(2, _width - (2 * _sizes.Length)), between.Length)[0];
            return open + string.Join(between, cells) + close;
        }

        var indent = new string(' ', dimension + 1);
        var parts = Shown(_sizes[dimension], PrintOptions.MaxRows).Select(position => position == Gap
            ? "..."
            : PrintNested(dimension + 1, offset + (position * _strides[dimension]), open, close, between, betweenRows));
        return open + string.Join(betweenRows + indent, parts) + close;
    }

    // Each matrix of the last two dimensions under a line that says which.
    private string PrintSlices()
    {
        var text = new StringBuilder();
        PrintSlices(text, [], 0);
        return text.ToString();
    }

    private void PrintSlices(StringBuilder text, List<long> position, long offset)
    {
        var dimension = position.Count;
        if (_sizes.Length - dimension <= 2)
        {
            if (text.Length > 0) text.Append(_newLine).Append(_newLine);
            if (dimension > 0) text.Append('[').AppendJoin(',', position).Append(",..,..] =").Append(_newLine);
            text.Append(PrintMatrix(offset));
            return;
        }

        foreach (var index in Shown(_sizes[dimension], PrintOptions.MaxRows))
        {
            if (index == Gap)
                text.Append(_newLine).Append(_newLine).Append("...");
            else
                PrintSlices(text, [.. position, index], offset + (index * _strides[dimension]));
        }
    }

    private string PrintMatrix(long offset)
    {
        var isVector = _sizes.Length == 1;
        var rows = isVector ? [0] : Shown(_sizes[^2], PrintOptions.MaxRows);
        var starts = rows.Where(row => row != Gap).Select(row => offset + (isVector ? 0 : row * _strides[^2])).ToArray();
        var cells = Cells(starts, _width, 1);
        var columns = cells.Length == 0 ? 0 : cells[0].Length;
        var widths = Enumerable.Range(0, columns).Select(column => cells.Max(row => row[column].Length)).ToArray();
        var lines = cells.Select(row => string.Concat(row.Select((cell, column) => " " + cell.PadLeft(widths[column])))).ToList();
        var gap = Array.IndexOf(rows, Gap);
        if (gap >= 0) lines.Insert(gap, " ...");
        return string.Join(_newLine, lines);
    }

    /// <summary>The elements of rows, as many columns of the first and last as fit into a width.</summary>
    private string[][] Cells(long[] rowOffsets, int width, int separator)
    {
        for (var most = PrintOptions.MaxColumns; ; most--)
        {
            var columns = Shown(_sizes[^1], most);
            var rows = Array.ConvertAll(rowOffsets, offset => Array.ConvertAll(columns, column => column == Gap ? "..." : Element(offset + (column * _strides[^1]))));
            var needed = columns.Select((_, column) => separator + rows.Max(row => (int?)row[column].Length) ?? 0).Sum();
            if (needed <= width || most <= 2) return rows;
        }
    }

    private static long[] Shown(long size, int most)
    {
        if (size <= most) return [.. Enumerable.Range(0, (int)size).Select(position => (long)position)];
        var first = (most + 1) / 2;
        var last = most / 2;
        return [
            .. Enumerable.Range(0, first).Select(position => (long)position), Gap,
            .. Enumerable.Range(0, last).Select(position => size - last + position)];
    }

    private string Element(long offset)
    {
        var address = _data + (offset * _type.ByteSize());
        return _type switch
        {
            torch.ScalarType.Bool => Boolean(*address != 0),
            torch.ScalarType.Byte => address->ToString(_culture),
            torch.ScalarType.Int8 => ((sbyte*)address)->ToString(_culture),
            torch.ScalarType.Int16 => ((short*)address)->ToString(_culture),
            torch.ScalarType.Int32 => ((int*)address)->ToString(_culture),
            torch.ScalarType.Int64 => ((long*)address)->ToString(_culture) + (_style == TensorStringStyle.CSharp ? "L" : ""),
            torch.ScalarType.Float16 => Cast("(Half)") + Real((double)*(Half*)address, "f"),
            torch.ScalarType.BFloat16 => Cast("(BFloat16)") + Real(((BFloat16*)address)->ToSingle(), "f"),
            torch.ScalarType.Float32 => Real(*(float*)address, "f"),
            torch.ScalarType.Float64 => Real(*(double*)address, ""),
            torch.ScalarType.ComplexFloat32 => ComplexNumber(new(((float*)address)[0], ((float*)address)[1]), "f"),
            _ => ComplexNumber(*(Complex*)address, ""),
        };
    }

    private string Boolean(bool value) => _style == TensorStringStyle.Numpy ? (value ? "True" : "False") : value ? "true" : "false";

    private string Cast(string cast) => _style == TensorStringStyle.CSharp ? cast : "";

    private string Real(double value, string suffix)
    {
        // A float keeps its own digits: as a double, 0.1f would show what it really is.
        var text = suffix == "f" ? ((float)value).ToString(_floatFormat, _culture) : value.ToString(_floatFormat, _culture);
        return _style == TensorStringStyle.CSharp ? text + suffix : text;
    }

    private string ComplexNumber(Complex value, string suffix)
    {
        var (real, imaginary) = (Real(value.Real, suffix), Real(value.Imaginary, suffix));
        if (_style == TensorStringStyle.CSharp) return suffix == "f" ? $"({real}, {imaginary})" : $"new Complex({real}, {imaginary})";
        return $"{real}{(imaginary.StartsWith('-') ? "" : "+")}{imaginary}{(_style == TensorStringStyle.Numpy ? "j" : "im")}";
    }

    private string TypeName() => _type switch
    {
        torch.ScalarType.Bool => "bool",
        torch.ScalarType.Byte => "byte",
        torch.ScalarType.Int8 => "sbyte",
        torch.ScalarType.Int16 => "short",
        torch.ScalarType.Int32 => "int",
        torch.ScalarType.Int64 => "long",
        torch.ScalarType.Float32 => "float",
        torch.ScalarType.Float64 => "double",
        torch.ScalarType.ComplexFloat32 => "(float, float)",
        _ => _type.ElementType()!.Name,
    };
}
