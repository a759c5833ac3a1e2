using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>A model that trains on several ranks: what keeps this rank's copy equal to the others.</summary>
internal sealed class ModelReplica : IDisposable
{
    private readonly nn.Module _model;
    private readonly Accelerator _owner;
    private readonly GradientReducerQueue _queue;
    private readonly GradientReducer _reducer;
    private readonly GradientBuckets? _buckets;
    private readonly Action? _removeHooks;
    private readonly nint[] _parameters;
    private readonly nint[] _buffers;
    private int _unsynchronized;
    private bool _isAccumulating;
    private bool _isSynchronizing = true;

    public ModelReplica(nn.Module model, Accelerator owner, ProcessGroup group, GradientReducerQueue queue, DistributedDataParallelOptions options)
    {
        options.Check();
        var synchronized = options.SyncBatchNorm ? BatchNormSynchronizer.ModulesOf(model) : [];
        ReplicaCheck.Run(model, synchronized.Select(entry => entry.Name), group);
        _model = model;
        _owner = owner;
        _queue = queue;
        _parameters = Aliases(model.parameters());
        _buffers = Aliases(model.buffers());
        try
        {
            queue.Broadcast([.. _parameters, .. _buffers], source: 0);
            SynchronizesBatchNorm = synchronized.Length > 0;
            foreach (var (name, module) in synchronized)
                _removeHooks += owner.BatchNorms.Attach(name, module);
            // Without parameters there is no backward that averages, and so no forward before it.
            nint[] followed = options.BroadcastBuffers && _parameters.Length > 0 ? Without(synchronized.Select(entry => entry.Module)) : [];
            if (options.CommunicationHook is { } hook and not CompressionHook)
                _buckets = new(hook, group, model);
            _reducer = new(queue, _parameters, followed, new()
            {
                FirstBucketBytes = options.FirstBucketBytes,
                BucketBytes = options.BucketBytes,
                WireType = options.CommunicationHook is CompressionHook compression ? (int)compression.Type : null,
                StartSum = _buckets is null ? null : _buckets.Start,
                EndSum = _buckets is null ? null : _buckets.End,
            });
            if (_buckets is not null)
                _buckets.Reducer = _reducer;
            if (followed.Length > 0)
                _removeHooks += AttachBroadcast();
        }
        catch
        {
            _removeHooks?.Invoke();
            _reducer?.Dispose();
            Free();
            throw;
        }
    }

    /// <summary>Whether a backward averages the model's gradients.</summary>
    public bool IsSynchronizing => _isSynchronizing;

    /// <summary>Whether the running block of <see cref="Accelerator.Accumulate"/> leaves gradients to this rank.</summary>
    public bool IsAccumulating
    {
        set
        {
            _isAccumulating = value;
            Apply();
        }
    }

    /// <summary>Whether the model has batch norms whose statistics are those of all ranks.</summary>
    public bool SynchronizesBatchNorm { get; }

    /// <summary>The model's own tensors.</summary>
    public ReadOnlySpan<nint> Parameters => _parameters;

    /// <summary>The native reducer.</summary>
    public GradientReducer Reducer => _reducer;

    /// <summary>Leaves gradients to this rank until what is returned is disposed.</summary>
    public IDisposable Unsynchronized()
    {
        _unsynchronized++;
        Apply();
        return new UnsynchronizedRegion(this);
    }

    public void BroadcastAll(int source) => _queue.Broadcast([.. _parameters, .. _buffers], source);

    public void Average() => _owner.Communicate("average of parameters", () => _queue.Average(_parameters));

    public void Dispose()
    {
        _removeHooks?.Invoke();
        _reducer.Dispose();
        _buckets?.Dispose();
        Free();
    }

    private void Apply()
    {
        var synchronizing = _unsynchronized == 0 && !_isAccumulating;
        if (synchronizing == _isSynchronizing)
            return;
        _isSynchronizing = synchronizing;
        _reducer.SetSynchronizing(synchronizing);
    }

    private Action AttachBroadcast() => ForwardHooks.Attach(_model, BeforeForward, () => { }, tensor => tensor) ?? throw new NotSupportedException(
        $"The buffers of {_model.GetType().Name} cannot be kept equal on all ranks: that attaches to models of one to six tensors that return a tensor, a tuple of two to four " +
        "tensors or an array of them, and this one takes or returns something else. Set BroadcastBuffers to false in AcceleratorOptions.DistributedDataParallel if the buffers are constant.");

    private void BeforeForward(nn.Module model)
    {
        if (_isSynchronizing && model.training && is_grad_enabled())
            _owner.Communicate("broadcast of buffers", _reducer.BroadcastBuffers);
    }

    /// <summary>The buffers but those that are equal on all ranks by themselves, because they are made of statistics of all of them.</summary>
    private nint[] Without(IEnumerable<BatchNorm> synchronized)
    {
        HashSet<nint> equal = [.. synchronized.SelectMany(module => module.buffers()).Select(buffer => NativeTensor.Identity(buffer.Handle))];
        return [.. _buffers.Where(buffer => !equal.Contains(NativeTensor.Identity(buffer)))];
    }

    // Handles of their own, which stay valid whatever becomes of the managed tensors.
    private static nint[] Aliases(IEnumerable<Tensor> tensors) =>
        [.. tensors.DistinctBy(tensor => NativeTensor.Identity(tensor.Handle)).Select(tensor => NativeTensor.Alias(tensor.Handle))];

    private void Free()
    {
        NativeTensor.Free(_parameters);
        NativeTensor.Free(_buffers);
    }

    private sealed class UnsynchronizedRegion(ModelReplica replica) : IDisposable
    {
        private ModelReplica? _replica = replica;

        public void Dispose()
        {
            if (_replica is not { } left)
                return;
            _replica = null;
            left._unsynchronized--;
            left.Apply();
        }
    }
}
