using System.Diagnostics;
using Accelerate.Native;
using Accelerate.Testing;
using static TorchSharp.torch;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>A model whose gradients one reducer, or none, averages over the ranks.</summary>
internal sealed class ReducedModel : IDisposable
{
    private readonly StepWorkload _workload;
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly Action<Func<Tensor>> _backward;
    private readonly IDisposable? _reducer;
    private int _steps;

    private ReducedModel(StepWorkload workload, Func<nn.Module, (Action<Func<Tensor>> Backward, IDisposable? Reducer)> attach)
    {
        _workload = workload;
        manual_seed(42);
        _model = workload.CreateModel();
        (_backward, _reducer) = attach(_model);
    }

    /// <summary>Each rank keeps its own gradients.</summary>
    public static ReducedModel Alone(StepWorkload workload) => new(workload, _ => (forward => forward().backward(), null));

    /// <summary>Our reducer, as an <see cref="Accelerator"/> uses it.</summary>
    public static ReducedModel Ours(StepWorkload workload, NativeGroup group) => new(workload, model =>
    {
        var queue = new GradientReducerQueue(group, () => { });
        var reducer = new GradientReducer(queue, [.. model.parameters().Select(parameter => parameter.Handle)], [], Sizes);
        return (forward =>
        {
            var loss = forward();
            reducer.Refresh();
            loss.backward();
        }, queue);
    });

    /// <summary>libtorch's own reducer, with buckets of the same sizes.</summary>
    public static ReducedModel Libtorchs(StepWorkload workload, NativeGroup group) => new(workload, model =>
    {
        var oracle = new ReducerOracle(group, model, Sizes.FirstBucketBytes, Sizes.BucketBytes);
        return (oracle.Backward, oracle);
    });

    private static GradientReducerOptions Sizes { get; } = new();

    /// <summary>The microseconds that a forward, a backward and a look at all gradients take, over some of them.</summary>
    public double Time(int steps)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            _model.zero_grad();
            _backward(() => _workload.Loss(_model, _steps++));
            foreach (var parameter in _model.parameters())
                parameter.grad!.sum();
        }
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / steps;
    }

    public void Dispose()
    {
        _reducer?.Dispose();
        _model.Dispose();
    }
}
