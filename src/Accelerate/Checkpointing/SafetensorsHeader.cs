using System.Text;
using System.Text.Json;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The JSON header of a safetensors file: what it says, checked against the size of the data that it describes.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The largest header that the format allows, in bytes.</summary>
    public const int MaximumLength = 100_000_000;

    /// <summary>Reads a header.</summary>
    /// <param name="json">The header without its length, with any padding.</param>
    /// <param name="dataLength">The number of bytes in the file after the header.</param>
    /// <returns>The entries, in the order of their data.</returns>
    /// <exception cref="InvalidDataException">The header is malformed or does not fit the data; the message says how.</exception>
    public static List<SafetensorsEntry> Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw new InvalidDataException("the header does not begin with '{'");
        List<SafetensorsEntry> entries;
        try
        {
            entries = ReadEntries(json);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException($"the header is not valid JSON of the format: {exception.Message}", exception);
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckLayout(entries, dataLength);
        return entries;
    }

    private static List<SafetensorsEntry> ReadEntries(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        reader.Read();
        while (ReadName(ref reader) is { } name)
        {
            if (!names.Add(name))
                throw new InvalidDataException($"the name '{name}' occurs twice");
            if (name == "__metadata__")
                ReadMetadata(ref reader);
            else
                entries.Add(ReadEntry(ref reader, name));
        }
        if (reader.Read())
            throw new InvalidDataException("the header goes on after its end");
        return entries;
    }

    private static string? ReadName(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.EndObject ? null : reader.GetString();
    }

    private static void ReadMetadata(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "__metadata__ is not an object");
        while (ReadName(ref reader) is not null)
            Expect(ref reader, JsonTokenType.String, "__metadata__ holds something other than text");
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"'{name}' is not an object");
        string? type = null;
        long[]? shape = null, offsets = null;
        while (ReadName(ref reader) is { } key)
        {
            switch (key)
            {
                case "dtype" when type is null:
                    Expect(ref reader, JsonTokenType.String, $"the dtype of '{name}' is not text");
                    type = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, $"the shape of '{name}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, $"the data_offsets of '{name}'");
                    break;
                default:
                    throw new InvalidDataException($"'{name}' has the key '{key}' twice or beyond dtype, shape and data_offsets");
            }
        }
        if (type is null || shape is null || offsets is null)
            throw new InvalidDataException($"'{name}' lacks {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        if (SafetensorsType.Parse(type) is not { } scalarType)
            throw new InvalidDataException($"'{name}' has the dtype {type}, which libtorch tensors cannot have here; those that can be read are {SafetensorsType.Names}");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
            throw new InvalidDataException($"the data_offsets of '{name}' are [{string.Join(", ", offsets)}], not a begin and an end");
        if (ByteCount(shape, scalarType) is var bytes && bytes != offsets[1] - offsets[0])
            throw new InvalidDataException($"'{name}' of dtype {type} and shape [{string.Join(", ", shape)}] needs {bytes?.ToString() ?? "too many"} bytes and has {offsets[1] - offsets[0]}");
        return new(name, scalarType, shape, offsets[0], offsets[1]);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string what)
    {
        Expect(ref reader, JsonTokenType.StartArray, $"{what} is not a list");
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new InvalidDataException($"{what} holds something other than whole numbers from 0");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string otherwise)
    {
        reader.Read();
        if (reader.TokenType != token)
            throw new InvalidDataException(otherwise);
    }

    private static long? ByteCount(long[] shape, ScalarType type)
    {
        try
        {
            return shape.Aggregate((long)SafetensorsType.SizeOf(type), (product, size) => checked(product * size));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
                throw new InvalidDataException($"the data of '{entry.Name}' begins at {entry.Begin}, {(entry.Begin < end ? "inside the tensor before it, which ends" : "after a hole from")} {end}");
            end = entry.End;
        }
        if (end != dataLength)
            throw new InvalidDataException($"the tensors take {end} bytes and the file holds {dataLength} after its header{(end > dataLength ? ": it is cut off" : "")}");
    }
}
