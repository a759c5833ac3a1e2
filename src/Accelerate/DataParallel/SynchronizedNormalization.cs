using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Normalization by the statistics of all ranks' batches, as an operation of the autograd graph (Ioffe and Szegedy, "Batch Normalization", 2015, whose batch is here that of all ranks).
/// The gradients of scale and shift are this rank's share of the sums over the batch, which data parallelism puts together.
/// </summary>
/// <remarks>It is a function of the shim, not one of TorchSharp's: in TorchSharp's package an exception in a backward, such as that of a lost peer, ends the process.</remarks>
/// <param name="group">The ranks, which all run the backward of this normalization or none does.</param>
/// <param name="name">What the collective of the backward is called in errors.</param>
/// <param name="backwardSite">Where the running backward was called.</param>
/// <param name="epsilon">What is added to the variance.</param>
/// <param name="count">How many values of a feature all ranks have.</param>
/// <param name="reachesInput">Whether the batch has a gradient.</param>
internal sealed class SynchronizedNormalization(ProcessGroup group, string name, Func<CallSite> backwardSite, double epsilon, double count, bool reachesInput)
{
    private static readonly Operator s_backward = new("aten::native_batch_norm_backward");
    private static readonly bool[] s_allGradients = [true, true, true];

    /// <summary>Normalizes a batch.</summary>
    /// <param name="module">The module, whose scale and shift it gets.</param>
    /// <param name="input">The batch, of shape [samples, features, …].</param>
    /// <param name="statistics">The statistics over all ranks.</param>
    /// <param name="group">The ranks.</param>
    /// <param name="name">What the collective of the backward is called in errors.</param>
    /// <param name="backwardSite">Where the running backward was called.</param>
    /// <returns>A tensor of the shape and type of the batch.</returns>
    public static Tensor Apply(BatchNorm module, Tensor input, BatchStatistics statistics, ProcessGroup group, string name, Func<CallSite> backwardSite)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = ((Tensor?)module.weight, (Tensor?)module.bias);
        var type = ComputedIn(input.dtype);
        var (mean, variance) = (statistics.Mean.to(type), statistics.Variance.to(type));
        Tensor output;
        using (no_grad())
            output = Normalized(input.to(type), mean, variance, weight?.to(type), bias?.to(type), module.eps).to(input.dtype);
        if (!is_grad_enabled() || !(input.requires_grad || weight is { requires_grad: true } || bias is { requires_grad: true }))
            return output.MoveToOuterDisposeScope();

        var function = new SynchronizedNormalization(group, name, backwardSite, module.eps, statistics.Count, input.requires_grad);
        nint[] outputs = [NativeTensor.Alias(output.Handle)];
        try
        {
            AutogradFunction.Apply(name, [input.Handle, HandleOf(weight), HandleOf(bias)], outputs, [true], [false], [input.Handle, HandleOf(weight), mean.Handle, variance.Handle],
                materializeGradients: true, function.Backward);
        }
        catch
        {
            NativeTensor.Free(outputs);
            throw;
        }
        GC.KeepAlive(input);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        return Tensor.UnsafeCreateTensor(outputs[0]).MoveToOuterDisposeScope();
    }

    /// <summary>The type that statistics and normalization of a type are computed in.</summary>
    public static ScalarType ComputedIn(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 ? ScalarType.Float32 : type;

    private nint[] Backward(nint[] gradients, nint[] saved)
    {
        if (is_grad_enabled())
            throw new NotSupportedException("Batch normalization that is synchronized over ranks has no second derivative: a backward with create_graph reached it. "
                + "Use a normalization without batch statistics there, such as GroupNorm, or set SyncBatchNorm to false.");
        using var scope = NewDisposeScope();
        var original = Borrowed(saved[0])!;
        var type = ComputedIn(original.dtype);
        var (input, weight, mean, variance) = (original.to(type), Borrowed(saved[1]), Borrowed(saved[2])!, Borrowed(saved[3])!);
        var scale = weight?.to(type);
        // With constant statistics; what follows from their being the batch's own comes after.
        var (inputGradient, weightGradient, biasGradient) = GradientsByConstants(Borrowed(gradients[0])!.to(type), input, scale, mean, variance);
        if (reachesInput)
        {
            var shared = stack([biasGradient, weightGradient]).to(group.DataDevice);
            group.SumAs(name, shared, backwardSite()).Wait();
            var factor = variance.add(epsilon).rsqrt_().div_(-count);
            var sums = shared.to(input.device).mul_(scale is null ? factor : factor.mul_(scale));
            inputGradient.add_(Normalized(input, mean, variance, sums[1], sums[0], epsilon));
        }
        return
        [
            reachesInput ? NativeTensor.Alias(inputGradient.to(original.dtype).Handle) : 0,
            NativeTensor.Alias(weightGradient.to(weight?.dtype ?? type).Handle),
            NativeTensor.Alias(biasGradient.to(weight?.dtype ?? type).Handle),
        ];
    }

    private static Tensor Normalized(Tensor input, Tensor mean, Tensor variance, Tensor? weight, Tensor? bias, double epsilon) =>
        input.numel() == 0 ? empty_like(input) : nn.functional.batch_norm(input, mean, variance, weight!, bias!, training: false, eps: epsilon);

    private unsafe (Tensor Input, Tensor Weight, Tensor Bias) GradientsByConstants(Tensor gradient, Tensor input, Tensor? weight, Tensor mean, Tensor variance)
    {
        if (input.numel() == 0)
            return (zeros_like(input), zeros_like(mean), zeros_like(mean));
        Span<NativeValue> results = stackalloc NativeValue[3];
        fixed (bool* all = s_allGradients)
        {
            s_backward.Invoke(
            [
                NativeValue.FromTensor(gradient.Handle), NativeValue.FromTensor(input.Handle), NativeValue.FromTensor(HandleOf(weight)), NativeValue.FromTensor(mean.Handle), NativeValue.FromTensor(variance.Handle),
                NativeValue.None, NativeValue.None, NativeValue.FromBool(false), NativeValue.FromDouble(epsilon), NativeValue.FromBoolList(all, s_allGradients.Length),
            ], results);
        }
        GC.KeepAlive(gradient);
        GC.KeepAlive(input);
        return (Tensor.UnsafeCreateTensor(results[0].Pointer), Tensor.UnsafeCreateTensor(results[1].Pointer), Tensor.UnsafeCreateTensor(results[2].Pointer));
    }

    private static nint HandleOf(Tensor? tensor) => tensor?.Handle ?? 0;

    private static Tensor? Borrowed(nint handle) => handle == 0 ? null : Tensor.UnsafeCreateTensor(NativeTensor.Alias(handle));
}
