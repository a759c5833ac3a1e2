using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The element types that both the safetensors format and libtorch have.</summary>
internal static class SafetensorsType
{
    private static readonly (string Name, ScalarType Type, int Size)[] Types =
    [
        ("BOOL", ScalarType.Bool, 1),
        ("U8", ScalarType.Byte, 1),
        ("I8", ScalarType.Int8, 1),
        ("I16", ScalarType.Int16, 2),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I32", ScalarType.Int32, 4),
        ("F32", ScalarType.Float32, 4),
        ("C64", ScalarType.ComplexFloat32, 8),
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
    ];

    public static string Names => string.Join(", ", Types.Select(t => t.Name));

    public static ScalarType? Parse(string name) => Array.Find(Types, t => t.Name == name) is { Name: not null } found ? found.Type : null;

    public static string? NameOf(ScalarType type) => Array.Find(Types, t => t.Type == type).Name;

    public static int SizeOf(ScalarType type) => Array.Find(Types, t => t.Type == type).Size;
}
