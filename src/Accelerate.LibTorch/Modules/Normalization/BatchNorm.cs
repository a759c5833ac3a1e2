using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015): in training by the mean and variance of the batch, in evaluation by the
/// running ones.
/// </summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name) :
        base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var byBatch = training || running_mean is null;
        if (byBatch)
            CheckBatch(input.shape);
        var weightOfBatch = momentum ?? 0;
        if (training && num_batches_tracked is not null)
        {
            using var noGrad = no_grad();
            num_batches_tracked.add_(1);
            if (momentum is null)
                weightOfBatch = 1.0 / num_batches_tracked.ToInt64();
        }
        var updates = !training || track_running_stats;
        return functional.batch_norm(
            input, updates ? running_mean : null, updates ? running_var : null, weight, bias, byBatch, weightOfBatch, eps);
    }

    private void CheckBatch(long[] shape)
    {
        var values = shape.Where((_, dimension) => dimension != 1).Aggregate(1L, (product, size) => product * size);
        if (values == 1)
            throw new ArgumentException(
                $"{GetName()}: a batch of shape [{string.Join(", ", shape)}] has one value for each feature, which has no variance. Train with larger batches, or call eval().", "input");
    }
}
