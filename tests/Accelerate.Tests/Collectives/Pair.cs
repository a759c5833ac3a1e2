using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

internal sealed record Pair(Tensor Values, string Origin) : IBatch<Pair>
{
    public Pair To(Device device, bool nonBlocking) => Map(tensor => tensor.to(device, non_blocking: nonBlocking));

    public Pair Map(Func<Tensor, Tensor> map) => this with { Values = map(Values) };

    public void Dispose() => Values.Dispose();
}
