using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Instance normalization of input of shape (N, C, D, H, W) or (C, D, H, W).</summary>
public sealed class InstanceNorm3d : InstanceNorm
{
    internal InstanceNorm3d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype) :
        base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm3d))
    {
    }

    protected override long GetNumberOfBatchDimensions() => 5;

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 4, 5);
}
