using System.Text.Json;

namespace Accelerate.Golden;

/// <summary>
/// Reads recorded sharding: an object whose <c>cases</c> each have <c>kind</c> (<c>map</c> or <c>iterable</c>), <c>samples</c>, <c>batch_size</c>, <c>processes</c>,
/// <c>drop_last</c>, <c>split_batches</c>, for <c>map</c> <c>even_batches</c>, and <c>per_process</c>: the batches of indices (<c>map</c>) or the indices
/// (<c>iterable</c>) of each process.
/// </summary>
internal static class ShardingFile
{
    /// <exception cref="InvalidDataException">The file has another form; the message says where.</exception>
    public static IReadOnlyList<ShardingCase> Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("cases", out var cases) || cases.ValueKind != JsonValueKind.Array)
                throw new InvalidDataException("it is no object with an array \"cases\".");
            if (cases.GetArrayLength() == 0)
                throw new InvalidDataException("it has no cases.");
            return [.. cases.EnumerateArray().Select(ReadCase)];
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"it is no JSON: {exception.Message}", exception);
        }
    }

    private static ShardingCase ReadCase(JsonElement element, int index)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"case {index + 1} is no object.");
        var isStream = Get("kind", JsonValueKind.String).GetString() switch
        {
            "map" => false,
            "iterable" => true,
            var kind => throw new InvalidDataException($"case {index + 1} has the kind '{kind}'. There are map and iterable."),
        };
        var processes = GetInt("processes", 1);
        var expected = Get("per_process", JsonValueKind.Array);
        if (expected.GetArrayLength() != processes)
            throw new InvalidDataException($"case {index + 1} has {processes} processes and results of {expected.GetArrayLength()}.");
        return new(
            isStream,
            GetInt("samples", 0),
            GetInt("batch_size", 1),
            processes,
            GetFlag("drop_last"),
            GetFlag("split_batches"),
            isStream || GetFlag("even_batches"),
            [.. expected.EnumerateArray().Select(share => isStream ? [Indices(share)] : Items(share).Select(Indices).ToArray())]);

        JsonElement Get(string name, params ReadOnlySpan<JsonValueKind> kinds)
        {
            if (!element.TryGetProperty(name, out var value))
                throw new InvalidDataException($"case {index + 1} has no \"{name}\".");
            return kinds.Contains(value.ValueKind) ? value : throw new InvalidDataException($"case {index + 1} has a \"{name}\" that is {value.GetRawText()}.");
        }

        int GetInt(string name, int least) => Get(name, JsonValueKind.Number).TryGetInt32(out var value) && value >= least
            ? value
            : throw new InvalidDataException($"case {index + 1} has a \"{name}\" that is {element.GetProperty(name).GetRawText()}. It is a whole number of at least {least}.");

        bool GetFlag(string name) => Get(name, JsonValueKind.True, JsonValueKind.False).GetBoolean();

        IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new InvalidDataException($"case {index + 1} has results of the wrong depth: {value.GetRawText()} should be an array.");

        long[] Indices(JsonElement share) => [.. Items(share).Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var sample)
            ? sample
            : throw new InvalidDataException($"case {index + 1} has results of the wrong depth: {item.GetRawText()} should be the index of a sample."))];
    }
}
