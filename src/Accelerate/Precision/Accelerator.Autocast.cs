using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    private readonly AutocastRegions _autocast;

    /// <summary>
    /// A region in which operators compute in <see cref="MixedPrecision"/>, for code outside a prepared model's <c>call</c>:
    /// <c>using (accelerator.Autocast()) loss = …</c>. It holds for the calling thread until it is disposed, and changes nothing with
    /// <see cref="MixedPrecision.No"/>. A prepared model needs none: it computes in mixed precision by itself.
    /// </summary>
    public IDisposable Autocast()
    {
        ThrowIfDisposed();
        _autocast.LeaveModels();
        return _autocast.EnterLexical();
    }

    private Action? AttachAutocast(nn.Module model)
    {
        if (!_autocast.IsOn)
            return null;
        return ForwardHooks.Attach(model, _autocast.EnterModel, () => _autocast.LeaveModel(model), ToFullPrecision) ?? throw new NotSupportedException(
            $"{model.GetType().Name} cannot be prepared in {MixedPrecision}: autocast attaches to models of one to six tensors that return a tensor, " +
            "a tuple of two to four tensors or an array of them, and this one takes or returns something else. " +
            "Prepare it first by itself with `accelerator.Prepare(model, autocast: false)`, and call it inside `using (accelerator.Autocast())`.");
    }

    private static Tensor ToFullPrecision(Tensor tensor) =>
        tensor is not null && tensor.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? tensor.to(ScalarType.Float32) : tensor!;
}
