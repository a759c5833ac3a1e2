using System.Globalization;
using System.Text.Json;

namespace Accelerate.Launching;

/// <summary>
/// The file in which a worker tells its launcher what ended it, in torchelastic's format, so that it goes both ways:
/// <c>{"message": {"message": "…", "extraInfo": {"timestamp": "…", …}}}</c>.
/// </summary>
internal static class ErrorFile
{
    /// <summary>The environment variable that names the file.</summary>
    public const string Variable = "TORCHELASTIC_ERROR_FILE";

    /// <summary>The name of the file, in its own folder of the attempt.</summary>
    public const string Name = "error.json";

    private const string TypeName = "dotnet_type";
    private static int s_written;

    /// <summary>Has an exception that nothing catches written to the file, where a launcher named one.</summary>
    public static void WriteUnhandledExceptions()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable)) || Interlocked.Exchange(ref s_written, 1) != 0)
            return;
        AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
        {
            if (unhandled.ExceptionObject is Exception exception)
                Write(exception);
        };
    }

    /// <summary>Writes what ended this worker, where a launcher named a file and nothing was written yet.</summary>
    public static void Write(Exception exception)
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(path))
            return;
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew);
            using var writer = new Utf8JsonWriter(stream);
            writer.WriteStartObject();
            writer.WriteStartObject("message");
            writer.WriteString("message", $"{exception.GetType()}: {exception.Message}");
            writer.WriteStartObject("extraInfo");
            writer.WriteString(TypeName, ((exception as AggregateException)?.InnerException ?? exception).GetType().ToString());
            writer.WriteString("dotnet_message", exception.Message);
            writer.WriteString("py_callstack", exception.ToString());
            writer.WriteString("timestamp", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The launcher then has the last lines of standard error, which say the same.
        }
    }

    /// <summary>Reads what ended a worker; null where it did not say.</summary>
    public static WorkerError? Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (!document.RootElement.TryGetProperty("message", out var outer))
                return null;
            if (outer.ValueKind == JsonValueKind.String)
                return new(null, outer.GetString()!, null, null);
            var message = Text(outer, "message") ?? "";
            var extra = outer.TryGetProperty("extraInfo", out var found) ? found : default;
            return new(Text(extra, TypeName), message, Text(extra, "py_callstack"), Time(Text(extra, "timestamp")));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The last one is of JSON in another form.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>torchelastic counts whole seconds, this launcher's workers milliseconds.</summary>
    private static DateTimeOffset? Time(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number switch
        {
            < 100_000_000_000 => DateTimeOffset.FromUnixTimeSeconds(number),
            < 100_000_000_000_000 => DateTimeOffset.FromUnixTimeMilliseconds(number),
            _ => null,
        }
        : null;
}
