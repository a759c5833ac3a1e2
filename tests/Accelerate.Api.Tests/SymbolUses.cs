using TorchSharp;
using TorchSharp.Utils;

namespace Accelerate.Api.Tests;

/// <summary>Never runs; its compiled code is what the tests of the collector read.</summary>
internal static class SymbolUses
{
    public static torch.Tensor? Use(torch.Tensor tensor, Dictionary<string, torch.Tensor> unused)
    {
        using var scope = torch.NewDisposeScope();
        Scalar scalar = 2.0;
        var dictionary = new OrderedDict<string, (torch.Tensor, bool)> { { "a", (tensor, true) } };
        dictionary["b"] = dictionary["a"];
        var (moved, _) = scope.MoveToOuter(tensor, new Owner<torch.Device>(new torch.Device(DeviceType.CUDA, 1)));
        return dictionary.TryGetValue("c", out var value) && moved.requires_grad && scalar.Type == torch.ScalarType.Float64
            ? value.Item1
            : null;
    }

    public sealed record Owner<T>(T Value) : IDisposable
    {
        public void Dispose() { }
    }
}
