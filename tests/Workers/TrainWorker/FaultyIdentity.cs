using TorchSharp;

/// <summary>Changes nothing, and has a point for a fault in its backward.</summary>
internal sealed class FaultyIdentity : torch.autograd.SingleTensorFunction<FaultyIdentity>
{
    public static FaultPoint? Fault { get; set; }

    public override string Name => nameof(FaultyIdentity);

    public override torch.Tensor forward(torch.autograd.AutogradContext ctx, params object[] vars) => ((torch.Tensor)vars[0]).alias();

    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, torch.Tensor grad_output)
    {
        Fault?.At("backward");
        return [grad_output.alias()];
    }
}
