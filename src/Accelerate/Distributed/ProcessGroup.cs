using System.Diagnostics;
using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// A rank's membership in a group of ranks that compute together. All ranks call the same collectives in the same order, each from one thread at a
/// time. Ranks may be processes, on any number of machines, or threads of one process: each has a group object of its own.
/// </summary>
public sealed partial class ProcessGroup : IDisposable
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ProcessGroupOptions _options;
    private readonly HashSet<Work> _watched = [];
    private readonly HealthMonitor? _health;
    private readonly Timer? _lookout;
    private Store? _keys;
    private Store[] _owned = [];
    private int _groupsBeside;
    private CollectiveException? _failure;
    private bool _disposed;
    private long _collectives;
    private long _messages;
    private long _awaited;
    private long _awaitedSince;

    private ProcessGroup(NativeGroup native, int rank, int size, ProcessGroupOptions options, HealthMonitor? health)
    {
        Native = native;
        _options = options;
        _health = health;
        Rank = rank;
        Size = size;
        Backend = options.Backend;
        Timeout = options.Timeout;
        IsDebug = options.IsDebug;
        if (health is not null)
            _lookout = new Timer(_ => LookOut(), null, Work.SliceMilliseconds, Work.SliceMilliseconds);
    }

    /// <summary>The number of this rank, from 0.</summary>
    public int Rank { get; }

    /// <summary>The number of ranks.</summary>
    public int Size { get; }

    /// <summary>What carries the data: <c>gloo</c> or <c>nccl</c>.</summary>
    public string Backend { get; }

    /// <summary>How long a collective waits for ranks that live but do not come.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether collectives are checked (<see cref="ProcessGroupOptions.Debug"/>).</summary>
    public bool IsDebug { get; }

    /// <summary>The group in the shim.</summary>
    internal NativeGroup Native { get; }

    /// <summary>Leaves the group. Collectives of it that have not ended are left to the end of the process.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _lookout?.Dispose();
        _health?.Dispose();
        Native.Dispose();
        foreach (var store in _owned)
            store.Dispose();
    }

    /// <summary>Counts a collective and, in debug mode, checks that all ranks call it.</summary>
    internal Collective Begin(string name, string file, int line, Tensor? tensor, int parameter = 0, bool rowsMayDiffer = false)
    {
        var collective = new Collective(name, ++_collectives, new(file, line), Subject: tensor, Parameter: parameter, RowsMayDiffer: rowsMayDiffer);
        ThrowIfDead(collective);
        if (IsDebug)
            Agree(collective);
        return collective;
    }

    private Collective BeginMessage(string name, int peer, string file, int line)
    {
        var message = new Collective($"{name} {(name == "send" ? "to" : "from")} rank {peer}", ++_messages, new(file, line), peer);
        ThrowIfDead(message);
        return message;
    }

    /// <summary>Throws if the group is disposed or has failed.</summary>
    internal void ThrowIfDead(Collective collective)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is { } first)
            throw Dead(collective, first);
    }

    /// <summary>Throws if the group has failed, if a peer that a wait is for is lost, or if it waits in another collective.</summary>
    /// <param name="collective">What is waited for.</param>
    /// <param name="waited">For how long, where that is known; otherwise since the first question about it.</param>
    internal void ThrowIfLost(Collective collective, TimeSpan? waited = null)
    {
        if (_failure is { } first)
            throw Dead(collective, first);
        if (_health is null)
            return;
        if (_health.Current is { } verdict)
            throw Fail(collective, Lost(collective, verdict));
        if (waited is null && collective.Number != _awaited)
            (_awaited, _awaitedSince) = (collective.Number, Stopwatch.GetTimestamp());
        // Nobody else waits in a message, nor in what is not numbered.
        if (collective is { Peer: < 0, Number: > 0 } && (waited ?? Stopwatch.GetElapsedTime(_awaitedSince)) > LongWait && _health.Compare(collective) is { } found)
            throw Fail(collective, new CollectiveMismatchException(found.Message, collective, found.Ranks));
    }

    /// <summary>Records that a collective failed, and says how.</summary>
    internal CollectiveException Fail(Collective collective, Exception cause)
    {
        int[] others = collective.Peer >= 0 ? [collective.Peer] : [.. Enumerable.Range(0, Size).Where(rank => rank != Rank)];
        if (_failure is not null)
            return Fail(collective, new CollectiveException("", collective.Name, collective.Site, collective.Number, others, cause));
        // Its peers end after a rank that has failed, and are not the cause.
        if (cause is TorchConnectionException && _health is { } health)
        {
            int[] lost = [.. health.FindLost().Where(rank => rank != Rank)];
            if (health.Current is { } verdict && lost.Length > 0)
                return Fail(collective, Lost(collective, verdict, cause));
            if (lost.Length > 0)
                others = lost;
        }
        var who = others.Length == 1 ? $"rank {others[0]}" : $"one of the ranks {string.Join(", ", others)}";
        return Fail(collective, cause switch
        {
            TorchTimeoutException => new CollectiveTimeoutException(
                $"{Begun(collective)} was not joined by {who} within {Timeout.TotalSeconds:0.###} s. Each rank has to call the same collectives in the same order: see what {(others.Length == 1 ? "it" : "they")} did "
                + "instead, or turn on ACCELERATE_DEBUG_MODE to be told. Where a rank only takes long, raise the time-out.", collective, others, cause),
            TorchConnectionException => new PeerLostException(
                $"{Begun(collective)} lost the connection to {who}: that process has ended, has left the group, or its machine cannot be reached ({cause.Message.Trim()}). Its own output says why.", collective, others, cause),
            _ => new CollectiveException($"{Begun(collective)} failed: {cause.Message}", collective.Name, collective.Site, collective.Number, others, cause),
        });
    }

    private PeerLostException Lost(Collective collective, HealthMonitor.Verdict verdict, Exception? cause = null) =>
        new($"{Begun(collective)} cannot be finished: {verdict.Message}. The output of {Rendezvous.Ranks(verdict.Ranks)} says why.", collective, verdict.Ranks, cause);

    private CollectiveException Fail(Collective collective, CollectiveException failure)
    {
        Work[] watched;
        lock (_gate)
        {
            if (_failure is { } first)
                return Dead(collective, first);
            _failure = failure;
            watched = [.. _watched];
            _watched.Clear();
        }
        foreach (var work in watched)
            work.Abandon(failure);
        if (failure is PeerLostException && Rank == 0 && Size > 2)
            _health?.LetOthersRead();
        return failure;
    }

    private string Begun(Collective collective) => $"On rank {Rank} the {collective}";

    private CollectiveException Dead(Collective collective, CollectiveException first) =>
        new($"{Begun(collective)} cannot be done: the process group is dead since {new Collective(first.Collective, first.SequenceNumber, default)}. {first.Message}",
            collective.Name, collective.Site, collective.Number, first.Ranks, first);

    /// <summary>Lets a failure of the group end a task that waits for work.</summary>
    internal void Watch(Work work)
    {
        CollectiveException? failure;
        lock (_gate)
        {
            failure = _failure;
            if (failure is null)
            {
                _watched.Add(work);
            }
        }
        if (failure is not null)
            work.Abandon(failure);
    }

    /// <summary>
    /// Has waits look at the monitor: those for messages, which return only when interrupted, and the tasks, which have nobody who looks for them.
    /// </summary>
    private void LookOut()
    {
        Work? first;
        lock (_gate)
        {
            if (_disposed)
                return;
            Native.Interrupt();
            first = _watched.FirstOrDefault();
        }
        try
        {
            if (first is not null)
                ThrowIfLost(first.Collective, first.Awaited);
        }
        catch (CollectiveException)
        {
            // It has ended the tasks.
        }
    }

    internal void Unwatch(Work work)
    {
        lock (_gate)
            _watched.Remove(work);
    }
}
