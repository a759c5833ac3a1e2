namespace TorchSharp;

/// <summary>What <see cref="torch.set_printoptions(TensorStringStyle?, string?, int?, string?, int?, int?)"/> sets.</summary>
internal static class PrintOptions
{
    internal static TensorStringStyle Style { get; set; } = TensorStringStyle.Julia;

    internal static string FloatFormat { get; set; } = "g5";

    internal static int LineWidth { get; set; } = 100;

    internal static string NewLine { get; set; } = Environment.NewLine;

    internal static int MaxRows { get; set; } = 20;

    internal static int MaxColumns { get; set; } = 20;
}
