using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalization share: scale and shift, and running statistics.</summary>
public abstract class NormBase : Module<Tensor, Tensor>
{
    private Parameter _weight = null!;
    private Parameter _bias = null!;
    private Tensor _runningMean = null!;
    private Tensor _runningVariance = null!;
    private Tensor _batches = null!;

    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name) : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        (device, dtype) = GetDefaultDeviceAndType(device, dtype);
        if (affine)
        {
            weight = NewParameter.Full([num_features], 1, device, dtype);
            bias = NewParameter.Full([num_features], 0, device, dtype);
        }
        if (track_running_stats)
        {
            running_mean = zeros([num_features], dtype, device);
            running_var = ones([num_features], dtype, device);
            num_batches_tracked = zeros([], ScalarType.Int64, device);
        }
    }

    public long num_features { get; }

    /// <summary>Added to the variance before its root is taken.</summary>
    public double eps { get; set; }

    /// <summary>The weight of the newest batch in the running statistics; null for their plain mean.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    /// <summary>The scale of each feature; null unless affine.</summary>
    public Parameter weight
    {
        get => _weight;
        set => ConditionallyRegisterParameter(nameof(weight), _weight = value);
    }

    /// <summary>The shift of each feature; null unless affine.</summary>
    public Parameter bias
    {
        get => _bias;
        set => ConditionallyRegisterParameter(nameof(bias), _bias = value);
    }

    /// <summary>The running mean of each feature; null unless statistics are tracked.</summary>
    public Tensor running_mean
    {
        get => _runningMean;
        set => ConditionallyRegisterBuffer(nameof(running_mean), _runningMean = value);
    }

    /// <summary>The running variance of each feature; null unless statistics are tracked.</summary>
    public Tensor running_var
    {
        get => _runningVariance;
        set => ConditionallyRegisterBuffer(nameof(running_var), _runningVariance = value);
    }

    /// <summary>How many batches the running statistics have seen; null unless they are tracked.</summary>
    public Tensor num_batches_tracked
    {
        get => _batches;
        set => ConditionallyRegisterBuffer(nameof(num_batches_tracked), _batches = value);
    }

    /// <summary>Sets the scale to one and the shift to zero, and forgets the statistics.</summary>
    public void reset_parameters()
    {
        reset_running_stats();
        if (!affine)
            return;
        init.ones_(weight);
        init.zeros_(bias);
    }

    /// <summary>Sets the running mean to zero, the running variance to one and the count of batches to zero.</summary>
    public void reset_running_stats()
    {
        if (!track_running_stats)
            return;
        init.zeros_(running_mean);
        init.ones_(running_var);
        init.zeros_(num_batches_tracked);
    }

    /// <exception cref="ArgumentException">The input has not the dimensions of the layer.</exception>
    protected abstract void ValidateInputDimensions(Tensor input);

    private protected void CheckDimensions(Tensor input, int fewest, int most)
    {
        var shape = input.shape;
        if (shape.Length < fewest || shape.Length > most)
            throw new ArgumentException(
                $"{GetName()} takes input of {fewest}{(most == fewest ? "" : $" or {most}")} dimensions, not of shape [{string.Join(", ", shape)}].", nameof(input));
    }
}
