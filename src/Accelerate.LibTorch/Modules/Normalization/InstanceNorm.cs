using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>
/// Instance normalization (Ulyanov et al., 2016): each channel of each sample by its own mean and variance, or in
/// evaluation by the running ones if they are tracked.
/// </summary>
public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name) :
        base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    /// <summary>The number of dimensions of an input that is a batch.</summary>
    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (input.dim() == GetNumberOfBatchDimensions())
            return Normalize(input);
        using var batch = input.unsqueeze(0);
        using var result = Normalize(batch);
        return result.squeeze(0);
    }

    private Tensor Normalize(Tensor batch) => functional.instance_norm(
        batch, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0, eps);
}
