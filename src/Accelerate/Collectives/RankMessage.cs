using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What one rank brings to a collective: which one it is, where it was called, and the shapes of its tensors.</summary>
/// <param name="Operation">The collective.</param>
/// <param name="Form">What holds its tensors, as <see cref="TensorTree.Form"/> has it.</param>
/// <param name="Site">The file and line of the call.</param>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Data">Their values one after another, where those are few; otherwise null.</param>
internal sealed record RankMessage(string Operation, string Form, string Site, RankTensor[] Tensors, byte[]? Data)
{
    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Operation);
        writer.Write(Form);
        writer.Write(Site);
        writer.Write7BitEncodedInt(Tensors.Length);
        foreach (var tensor in Tensors)
        {
            writer.Write((sbyte)tensor.Type);
            writer.Write((byte)tensor.Shape.Length);
            foreach (var size in tensor.Shape)
                writer.Write7BitEncodedInt64(size);
            writer.Write7BitEncodedInt64(tensor.ValidRows ?? -1);
        }
        writer.Write(Data is not null);
        if (Data is not null)
            writer.Write(Data);
        writer.Flush();
        return bytes.ToArray();
    }

    public static RankMessage Decode(byte[] message)
    {
        using var bytes = new MemoryStream(message);
        using var reader = new BinaryReader(bytes);
        var operation = reader.ReadString();
        var form = reader.ReadString();
        var site = reader.ReadString();
        var tensors = new RankTensor[reader.Read7BitEncodedInt()];
        for (var i = 0; i < tensors.Length; i++)
        {
            var type = (ScalarType)reader.ReadSByte();
            var shape = new long[reader.ReadByte()];
            for (var dimension = 0; dimension < shape.Length; dimension++)
                shape[dimension] = reader.Read7BitEncodedInt64();
            tensors[i] = new(type, shape, reader.Read7BitEncodedInt64() is >= 0 and var valid ? valid : null);
        }
        return new(operation, form, site, tensors, reader.ReadBoolean() ? message[(int)bytes.Position..] : null);
    }
}
