using System.Numerics;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>The tensor as a parameter that gradients are computed for.</summary>
    public static Parameter AsParameter(this torch.Tensor tensor) => new(tensor);

    /// <summary>The bytes that an element of a type takes.</summary>
    public static int ElementSize(this torch.ScalarType type) => type.ByteSize();

    /// <summary>The number of elements of a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>The sizes of the dimensions as 32-bit integers.</summary>
    public static ReadOnlySpan<int> IntShape(this torch.Tensor tensor) => Array.ConvertAll(tensor.shape, size => checked((int)size));

    /// <summary>A scalar tensor.</summary>
    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false)
        where T : struct => TensorFactory.FromArray(new[] { scalar }, [], null, device, requires_grad);

    /// <summary>A tensor of a shape over the memory of an array, which stays pinned meanwhile, or with a copy of it.</summary>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false)
    {
        if (doCopy) return TensorFactory.FromArray(rawArray, dimensions, null, null, requires_grad);
        var type = TensorFactory.ElementTypeOf(rawArray);
        TensorFactory.CheckShape(dimensions, rawArray.LongLength);
        return TensorFactory.Share(rawArray, 0, dimensions, type, requires_grad);
    }

    /// <summary>Writes the tensor in TorchSharp's format.</summary>
    public static void Save(this torch.Tensor tensor, BinaryWriter writer) => TensorFile.Write(writer, tensor);

    /// <inheritdoc cref="Save(torch.Tensor, BinaryWriter)"/>
    public static void Save(this torch.Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        TensorFile.Write(writer, tensor);
    }

    /// <inheritdoc cref="Save(torch.Tensor, BinaryWriter)"/>
    public static void Save(this torch.Tensor tensor, string location)
    {
        using var stream = File.Create(location);
        tensor.Save(stream);
    }

    /// <summary>Reads a tensor in TorchSharp's format; or, if <paramref name="skip"/>, goes past it and returns null.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a tensor.</exception>
    public static torch.Tensor Load(BinaryReader reader, bool skip = false) => TensorFile.Read(reader, skip)!;

    /// <summary>Reads a tensor in TorchSharp's format into one of the same type and shape; or, if <paramref name="skip"/>, goes past it.</summary>
    /// <exception cref="ArgumentException">Type or shape differ; the tensor is as before.</exception>
    public static void Load(this torch.Tensor tensor, BinaryReader reader, bool skip = false) => TensorFile.ReadInto(tensor, reader, skip);

    /// <summary>As <see cref="Load(torch.Tensor, BinaryReader, bool)"/>, but null is replaced by a new tensor.</summary>
    public static void Load(ref torch.Tensor tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is null) tensor = Load(reader, skip);
        else TensorFile.ReadInto(tensor, reader, skip);
    }

    // Of a tensor with one element, whatever its type; fractions are cut off, as a cast does.
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();

    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();

    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();

    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();

    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();

    public static Half ToHalf(this torch.Tensor value) => value.ToScalar().ToHalf();

    public static BFloat16 ToBFloat16(this torch.Tensor value) => value.ToScalar().ToBFloat16();

    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();

    public static (float, float) ToComplexFloat32(this torch.Tensor value) => value.ToScalar().ToComplexFloat32();

    public static Complex ToComplexFloat64(this torch.Tensor value) => value.ToScalar().ToComplexFloat64();

    /// <summary>Another name of <see cref="ToComplexFloat32(torch.Tensor)"/>.</summary>
    public static (float, float) ToComplex32(this torch.Tensor value) => value.ToComplexFloat32();

    /// <summary>Another name of <see cref="ToComplexFloat64(torch.Tensor)"/>.</summary>
    public static Complex ToComplex64(this torch.Tensor value) => value.ToComplexFloat64();
}
