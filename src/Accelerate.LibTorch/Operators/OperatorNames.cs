namespace TorchSharp;

/// <summary>The names that libtorch has for values of enumerations.</summary>
internal static class OperatorNames
{
    public static string? Of(torch.RoundingMode mode) => mode switch
    {
        torch.RoundingMode.None => null,
        torch.RoundingMode.trunc => "trunc",
        torch.RoundingMode.floor => "floor",
        _ => throw Unknown(mode),
    };

    public static string Of(PaddingModes mode) => mode switch
    {
        PaddingModes.Zeros or PaddingModes.Constant => "constant",
        PaddingModes.Reflect => "reflect",
        PaddingModes.Replicate => "replicate",
        PaddingModes.Circular => "circular",
        _ => throw Unknown(mode),
    };

    public static string Of(Padding padding) => padding switch
    {
        Padding.Valid => "valid",
        Padding.Same => "same",
        _ => throw Unknown(padding),
    };

    public static string Of(torch.linalg.QRMode mode) => mode switch
    {
        torch.linalg.QRMode.Reduced => "reduced",
        torch.linalg.QRMode.Complete => "complete",
        torch.linalg.QRMode.R => "r",
        _ => throw Unknown(mode),
    };

    public static string Of(Modules.GELU.Approximate approximate) => approximate switch
    {
        Modules.GELU.Approximate.none => "none",
        Modules.GELU.Approximate.tanh => "tanh",
        _ => throw Unknown(approximate),
    };

    private static ArgumentOutOfRangeException Unknown<T>(T value)
        where T : struct, Enum =>
        new(null, $"{typeof(T).Name} has no value {value}: use {string.Join(", ", Enum.GetNames<T>())}.");
}
