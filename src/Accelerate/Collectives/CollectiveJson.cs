using System.Text.Json.Serialization;

namespace Accelerate;

/// <summary>How the objects are written that the library itself sends between processes.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(MeanShare[]))]
internal sealed partial class CollectiveJson : JsonSerializerContext;
