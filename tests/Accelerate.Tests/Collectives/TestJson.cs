using System.Text.Json.Serialization;

namespace Accelerate.Tests.Collectives;

[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(List<long>))]
internal sealed partial class TestJson : JsonSerializerContext;
