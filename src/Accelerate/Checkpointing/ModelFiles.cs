using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Accelerate;

/// <summary>The names of the files of a saved model, which are Hugging Face's, and the index over its shards.</summary>
internal static partial class ModelFiles
{
    public const string Single = "model.safetensors";

    public const string Index = "model.safetensors.index.json";

    public static string Shard(int number, int count) => string.Create(CultureInfo.InvariantCulture, $"model-{number:D5}-of-{count:D5}.safetensors");

    /// <summary>The model files in a directory.</summary>
    public static IEnumerable<string> In(string directory) => Directory.EnumerateFiles(directory)
        .Where(path => Path.GetFileName(path) is Single or Index || ShardName().IsMatch(Path.GetFileName(path)));

    public static void WriteIndex(string path, long totalBytes, IEnumerable<(string Tensor, string File)> places)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", totalBytes);
            json.WriteEndObject();
            json.WriteStartObject("weight_map");
            foreach (var (tensor, shard) in places.OrderBy(place => place.Tensor, StringComparer.Ordinal))
                json.WriteString(tensor, shard);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        file.WriteByte((byte)'\n');
        file.Flush(flushToDisk: true);
    }

    /// <summary>The file of each tensor, by the index.</summary>
    /// <exception cref="InvalidDataException">The index is malformed, or names a file outside its directory.</exception>
    public static Dictionary<string, string> ReadIndex(string path)
    {
        var places = new Dictionary<string, string>();
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var place in json.RootElement.GetProperty("weight_map").EnumerateObject())
            {
                var file = place.Value.GetString();
                if (string.IsNullOrEmpty(file) || Path.GetFileName(file) != file)
                    throw new InvalidDataException($"'{path}' places '{place.Name}' in '{file}', which is not the name of a file beside it.");
                if (!places.TryAdd(place.Name, file))
                    throw new InvalidDataException($"'{path}' names '{place.Name}' twice.");
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is not an index of a model: it has no object 'weight_map' of tensor and file names. {exception.Message}", exception);
        }
        return places;
    }

    [GeneratedRegex(@"^model-\d{5}-of-\d{5}\.safetensors$")]
    private static partial Regex ShardName();
}
