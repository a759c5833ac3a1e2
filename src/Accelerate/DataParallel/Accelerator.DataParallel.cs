using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    private GradientReducerQueue? _reducers;
    private BatchNormSynchronizer? _batchNorms;
    private Collective _reduction = new("average of gradients", 0, default);
    private bool _isJoining;

    /// <summary>
    /// A region in which backward leaves a model's gradients to this rank, without communication: <c>using (accelerator.NoSync(model)) …</c>. The
    /// first backward after it averages what has accumulated over the ranks. <see cref="Accumulate"/> does this by itself. With one process it changes nothing.
    /// </summary>
    /// <param name="model">A prepared model.</param>
    /// <returns>The region, to be disposed at its end.</returns>
    /// <exception cref="ArgumentException">The model is not prepared.</exception>
    public IDisposable NoSync(nn.Module model)
    {
        ThrowIfDisposed();
        return Require(model).Replica?.Unsynchronized() ?? NoRegion.Instance;
    }

    /// <summary>
    /// Has the next backward average the model's gradients over the ranks although it runs inside <see cref="NoSync"/>, as when several forward passes were made there
    /// and the last of their backward passes is to end the window.
    /// </summary>
    /// <param name="model">A prepared model.</param>
    /// <exception cref="ArgumentException">The model is not prepared.</exception>
    public void TriggerSyncInBackward(nn.Module model)
    {
        ThrowIfDisposed();
        Require(model).Replica?.Reducer.Trigger();
    }

    /// <summary>
    /// A region for a loop in which ranks have different numbers of batches: <c>using (accelerator.JoinUnevenInputs()) foreach (var batch in loader) …</c>. A rank that reaches the
    /// end of the region goes along with the averages and broadcasts of the others, adding nothing to them, until all have reached it; the mean is over all ranks
    /// nevertheless. Then all get the parameters, buffers, optimizer state and schedules of a rank that took the most steps.
    /// <para>
    /// Inside the region ranks talk through backward and the forward hooks of prepared models only: no other collective. Each of those costs one small
    /// all-reduce more. A rank whose code throws inside the region still goes along with the others before its exception comes out.
    /// </para>
    /// </summary>
    /// <returns>The region, to be disposed at its end, on every rank.</returns>
    /// <exception cref="InvalidOperationException">A region is open already, or a prepared model synchronizes its batch norms, whose statistics need a batch of every rank.</exception>
    public IDisposable JoinUnevenInputs()
    {
        ThrowIfDisposed();
        if (_reducers is null)
            return NoRegion.Instance;
        if (_models.Values.FirstOrDefault(model => model.Replica is { SynchronizesBatchNorm: true }) is { } synchronized)
        {
            throw new InvalidOperationException(
                $"{synchronized.Model.GetType().Name} has synchronized batch norms, which need a batch of every rank, and inside JoinUnevenInputs a rank may have none left. "
                + "Give all ranks as many batches (EvenBatches in AcceleratorOptions.DataLoader does), or set SyncBatchNorm to false in AcceleratorOptions.DistributedDataParallel.");
        }
        if (_isJoining)
            throw new InvalidOperationException("JoinUnevenInputs is open already. Open one region around the loop.");
        _isJoining = true;
        _reducers.SetJoining(true);
        return new JoinRegion(this);
    }

    internal void Join()
    {
        _isJoining = false;
        if (_disposed)
            return;
        Explaining(new("join of uneven inputs", 0, default), () =>
        {
            var source = _reducers!.Join();
            _reducers.SetJoining(false);
            if (source is not { } rank)
                return;
            foreach (var model in _models.Values)
                model.Replica?.BroadcastAll(rank);
            JoinRegion.Share(_optimizers.Values, _schedulers.Values, Group!, rank);
        });
    }

    /// <summary>Runs a collective of the reducers, so that a failure says which it was.</summary>
    internal void Communicate(string name, Action communicate) => Explaining(Counted(name, new("", 0)), communicate);

    private void Explaining(Collective collective, Action communicate) => Explaining(collective, () =>
    {
        communicate();
        return true;
    });

    private T Explaining<T>(Collective collective, Func<T> communicate)
    {
        _reduction = collective;
        Group!.ThrowIfDead(collective);
        try
        {
            return communicate();
        }
        catch (TorchException exception) when (exception is TorchTimeoutException or TorchConnectionException)
        {
            throw Group.Fail(collective, exception);
        }
    }

    /// <summary>What synchronizes batch norms; it joins a group of its own when first asked for.</summary>
    internal BatchNormSynchronizer BatchNorms => _batchNorms ??= new(Group!.Beside(), () => _reduction.Site);

    internal ModelReplica? ReplicaOf(nn.Module model) => Require(model).Replica;

    private ModelReplica? Replicate(nn.Module model)
    {
        if (Group is not { Size: > 1 } group)
            return null;
        _reducers ??= new(group.Native, () => group.ThrowIfLost(_reduction));
        return Explaining(new("preparation of a model", 0, default), () => new ModelReplica(model, this, group, _reducers, _settings.DistributedDataParallel));
    }

    private void RunBackward(Tensor loss, bool retainGraph, CallSite site)
    {
        if (_reducers is null)
        {
            loss.backward(retain_graph: retainGraph);
            return;
        }
        var averages = false;
        foreach (var model in _models.Values)
        {
            model.Replica?.Reducer.Refresh();
            averages |= model.Replica is { IsSynchronizing: true };
        }
        const string name = "average of gradients";
        Explaining(averages ? Counted(name, site) : new(name, 0, site), () => loss.backward(retain_graph: retainGraph));
    }

    /// <summary>Counts what the reducers communicate in among the collectives of the group, which compares them: before, in debug mode, or when they wait for long.</summary>
    private Collective Counted(string name, CallSite site)
    {
        // In a join a rank that has run out of data does not count along, and cannot answer the question of debug mode.
        return _isJoining ? new(name, 0, site) : Group!.Begin(name, site.File, site.Line, null);
    }

    private sealed class NoRegion : IDisposable
    {
        public static NoRegion Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
