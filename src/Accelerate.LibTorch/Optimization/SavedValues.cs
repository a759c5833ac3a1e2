namespace TorchSharp.Optimization;

/// <summary>
/// The binary form of options and states: each value is a tag byte (0 a double, 1 a 64-bit integer, 2 a tensor,
/// 3 a Boolean, 255 absent) and its contents.
/// </summary>
internal static class SavedValues
{
    private const byte Double = 0, Int64 = 1, Tensor = 2, Boolean = 3, Absent = 255;

    public static void Write(BinaryWriter writer, object?[] values)
    {
        foreach (var value in values)
            switch (value)
            {
                case null:
                    writer.Write(Absent);
                    break;
                case double number:
                    writer.Write(Double);
                    writer.Write(number);
                    break;
                case long number:
                    writer.Write(Int64);
                    writer.Write(number);
                    break;
                case bool flag:
                    writer.Write(Boolean);
                    writer.Write(flag);
                    break;
                case torch.Tensor tensor:
                    writer.Write(Tensor);
                    tensor.Save(writer);
                    break;
                default:
                    throw new ArgumentException($"A value of type {value.GetType()} cannot be saved.", nameof(values));
            }
    }

    /// <summary>Reads values; tensors among them belong to the caller and to no dispose scope.</summary>
    public static object?[] Read(BinaryReader reader, int count)
    {
        var values = new object?[count];
        try
        {
            for (var i = 0; i < count; i++)
                values[i] = reader.ReadByte() switch
                {
                    // Typed as objects, since numbers convert to tensors.
                    Absent => null,
                    Double => (object)reader.ReadDouble(),
                    Int64 => (object)reader.ReadInt64(),
                    Boolean => (object)reader.ReadBoolean(),
                    Tensor => (object)torch.Tensor.Load(reader).DetachFromDisposeScope(),
                    var tag => throw new InvalidDataException($"A value has the unknown tag {tag}."),
                };
        }
        catch
        {
            DisposeTensors(values);
            throw;
        }
        return values;
    }

    public static void DisposeTensors(object?[] values)
    {
        foreach (var value in values)
            (value as torch.Tensor)?.Dispose();
    }
}
