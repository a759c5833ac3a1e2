using static TorchSharp.torch;

namespace TorchSharp.Modules;

internal static class NewParameter
{
    /// <summary>A parameter whose elements are not set yet.</summary>
    public static Parameter Empty(long[] sizes, Device? device, ScalarType? dtype)
    {
        using var data = empty(sizes, dtype, device);
        return new Parameter(data);
    }

    /// <summary>A parameter of one value everywhere.</summary>
    public static Parameter Full(long[] sizes, double value, Device? device, ScalarType? dtype)
    {
        using var data = full(sizes, value, dtype, device);
        return new Parameter(data);
    }
}
