using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace Accelerate.Cli.Tests;

/// <summary>The float32 tensors of a <c>model.safetensors</c>: eight bytes of length, a header in JSON, the values.</summary>
internal sealed class SavedModel
{
    private SavedModel(Dictionary<string, float[]> tensors) => Tensors = tensors;

    public Dictionary<string, float[]> Tensors { get; }

    public static SavedModel Read(string folder)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, length));
        var tensors = new Dictionary<string, float[]>();
        foreach (var tensor in header.RootElement.EnumerateObject().Where(static tensor => tensor.Name != "__metadata__" && tensor.Value.GetProperty("dtype").GetString() == "F32"))
        {
            var ends = tensor.Value.GetProperty("data_offsets");
            var (start, end) = (ends[0].GetInt32(), ends[1].GetInt32());
            tensors.Add(tensor.Name, MemoryMarshal.Cast<byte, float>(bytes.AsSpan(8 + length + start, end - start)).ToArray());
        }
        return new(tensors);
    }

    /// <summary>Checks that two models have the same tensors, whose values differ by no more than a tolerance.</summary>
    /// <param name="expected">The one.</param>
    /// <param name="found">The other.</param>
    /// <param name="tolerance">The tolerance.</param>
    public static void AreClose(SavedModel expected, SavedModel found, double tolerance)
    {
        Assert.Equal(expected.Tensors.Keys.Order(), found.Tensors.Keys.Order());
        foreach (var (name, values) in expected.Tensors)
        {
            var others = found.Tensors[name];
            Assert.Equal(values.Length, others.Length);
            for (var i = 0; i < values.Length; i++)
                Assert.True(Math.Abs(values[i] - others[i]) <= tolerance, $"{name}[{i}] is {others[i]:R}, not {values[i]:R}.");
        }
    }
}
