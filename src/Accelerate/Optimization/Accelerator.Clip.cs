using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>
    /// Scales gradients so that their norm, taken as one vector, is at most <paramref name="maxNorm"/>: each is multiplied by
    /// <c>min(1, maxNorm / (norm + 1e-6))</c>, as <c>torch.nn.utils.clip_grad_norm_</c> does.
    /// <para>Inside an unfinished accumulation window gradients are partial: they are left as they are, and their norm so far is returned.</para>
    /// </summary>
    /// <param name="parameters">Parameters; those without a gradient are passed over.</param>
    /// <param name="maxNorm">The largest norm, not negative; positive infinity only measures.</param>
    /// <param name="normType">The order of the norm, positive; positive infinity for the largest absolute value.</param>
    /// <returns>The norm before clipping: a 0-dim tensor on the gradients' device, so that nothing waits for its value. Zero when there are no gradients.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> or <paramref name="normType"/> is out of range or NaN.</exception>
    public Tensor ClipGradNorm(IEnumerable<Parameter> parameters, double maxNorm, double normType = 2)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(maxNorm >= 0))
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "The largest norm is a number of at least 0; 1.0 is usual.");
        if (!(normType > 0))
            throw new ArgumentOutOfRangeException(nameof(normType), normType, "The order of a norm is a positive number, such as 2, or positive infinity.");
        LeaveModels();
        var list = parameters as ICollection<Parameter> ?? [.. parameters];
        using var noGrad = torch.no_grad();
        using var gradients = new GradientList(list);
        if (gradients.Count == 0)
            return torch.zeros([], device: Device);
        var norm = gradients.Norm(normType);
        if (double.IsPositiveInfinity(maxNorm) || AreAccumulating(list))
            return norm;
        using var shifted = norm.add(1e-6);
        using var ratio = shifted.reciprocal().mul_(maxNorm);
        using var coefficient = ratio.clamp(max: 1.0);
        gradients.Multiply(coefficient);
        return norm;
    }

    /// <summary>
    /// Limits every element of the gradients to the range from <c>-clipValue</c> to <c>clipValue</c>. Inside an unfinished accumulation
    /// window, where gradients are partial, nothing is done.
    /// </summary>
    /// <param name="parameters">Parameters; those without a gradient are passed over.</param>
    /// <param name="clipValue">The largest absolute value, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="clipValue"/> is negative or NaN.</exception>
    public void ClipGradValue(IEnumerable<Parameter> parameters, double clipValue)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(clipValue >= 0))
            throw new ArgumentOutOfRangeException(nameof(clipValue), clipValue, "The largest absolute value is a number of at least 0.");
        LeaveModels();
        var list = parameters as ICollection<Parameter> ?? [.. parameters];
        if (AreAccumulating(list))
            return;
        using var noGrad = torch.no_grad();
        using var gradients = new GradientList(list);
        gradients.ClampTo(clipValue);
    }

    private bool AreAccumulating(IEnumerable<Parameter> parameters)
    {
        var open = _optimizers.Values.Where(optimizer => optimizer.Window.IsOpen).ToArray();
        return open.Length > 0 && parameters.Any(p => open.Any(optimizer => optimizer.Identities.Contains(NativeTensor.Identity(p.Handle))));
    }
}
