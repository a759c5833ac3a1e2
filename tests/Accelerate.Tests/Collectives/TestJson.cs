using System.Text.Json.Serialization;

namespace Accelerate.Tests.Collectives;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class TestJson : JsonSerializerContext;
