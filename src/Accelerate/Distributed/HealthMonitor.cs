using System.Diagnostics;
using System.Globalization;
using System.Text;
using Accelerate.Native;

namespace Accelerate;

/// <summary>
/// Tells whether ranks live, by way of the store: each beats there from a thread and over a connection of its own, and watches the next one that
/// beats. Who finds a rank silent says so in the store, for all. Ranks that never beat, such as Python's, are not judged. Ranks that have waited long
/// say what in, so that those that wait in different collectives are found.
/// </summary>
internal sealed class HealthMonitor : IDisposable
{
    private const string LostKey = "accelerate/lost";
    private const string DivergenceKey = "accelerate/divergence";
    private const string Left = "left";

    /// <summary>How long the store's end is left unmentioned: what its rank has sent before, at the end of a program, may still be on its way.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it is waited for what all ranks wait in, before what is known is compared.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly int _rank;
    private readonly int _size;
    private readonly bool _beating;
    private readonly TimeSpan _silence;
    private readonly TimeSpan _tick;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly Lock _gate = new();
    private TaskCompletionSource<int[]>? _search;
    private Verdict? _verdict;
    private Verdict? _divergence;
    private Agreement? _waiting;
    private Agreement? _published;
    private long _publishedAt;
    private long _beats;
    private int _watched = -1;
    private string _seen = "";
    private long _changed;
    private long _requestBegan;
    private long _unreachableSince;
    private volatile bool _stopped;

    /// <param name="store">The store; the monitor makes a connection of its own.</param>
    /// <param name="rank">This rank.</param>
    /// <param name="size">The number of ranks.</param>
    /// <param name="heartbeat">How long a rank may be silent; zero neither beats nor judges, but hears of what others found.</param>
    internal HealthMonitor(Store store, int rank, int size, TimeSpan heartbeat)
    {
        _rank = rank;
        _size = size;
        _beating = heartbeat > TimeSpan.Zero;
        // A silence of 1.3 heartbeats, seen a few ticks late and one slice of a wait later, is told within two.
        _silence = _beating ? heartbeat * 1.3 : TimeSpan.MaxValue;
        _tick = TimeSpan.FromMilliseconds(Math.Clamp(100 + size, 1, _beating ? Math.Max(1, heartbeat.TotalMilliseconds / 10) : double.MaxValue));
        var own = store.Reconnect();
        _thread = new Thread(() => Run(own)) { IsBackground = true, Name = $"heartbeat of rank {rank}" };
        _thread.Start();
    }

    /// <summary>Whom the waits of this rank are in vain for, and why.</summary>
    internal sealed record Verdict(IReadOnlyList<int> Ranks, string Message);

    /// <summary>What is known to be lost; null while all is well.</summary>
    internal Verdict? Current
    {
        get
        {
            if (Volatile.Read(ref _verdict) is { } verdict)
                return verdict;
            if (Elapsed(ref _requestBegan) is { } waiting && waiting > _silence)
                return new([0], $"the store has not answered for {waiting.TotalSeconds:0.0} s: the process that serves it, rank 0 or the launcher, hangs, or its machine cannot be reached");
            if (Elapsed(ref _unreachableSince) is { } gone && _beating && gone > (s_grace < _silence ? s_grace : _silence))
                return new([0], "the connection to the store is lost: the process that served it, rank 0 or the launcher, has ended, or its machine cannot be reached");
            return null;
        }
    }

    /// <summary>Says what this rank has waited in for long, and gives what was found of others that wait in something else; null where nobody does so far.</summary>
    internal Verdict? Compare(Collective collective)
    {
        if (_waiting?.Number != collective.Number)
            Volatile.Write(ref _waiting, Agreement.Of(collective));
        return Volatile.Read(ref _divergence);
    }

    /// <summary>Finds out, within about three ticks, which ranks have ended; an empty array where nobody can be named. Others learn it too.</summary>
    internal int[] FindLost()
    {
        // The connection that broke is to one of the others: of two, to the other.
        if (_size == 2)
            return [1 - _rank];
        if (!_beating)
            return [];
        TaskCompletionSource<int[]> search;
        lock (_gate)
            search = _search ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        _wake.Set();
        if (Elapsed(ref _unreachableSince) is not null)
            return [0];
        return search.Task.Wait((_tick * 5) + TimeSpan.FromMilliseconds(200)) ? search.Task.Result : [];
    }

    /// <summary>Says in the store of a group that ranks are lost; the first verdict stands, whoever found it.</summary>
    internal static void Tell(Store store, IReadOnlyList<int> ranks, string message) =>
        store.CompareSet(LostKey, [], Encoding.UTF8.GetBytes($"{string.Join(',', ranks)} {message}"));

    /// <summary>Gives the others the time to read the verdict from the store, which ends with this rank.</summary>
    internal void LetOthersRead() => Thread.Sleep(_tick * 1.5);

    public void Dispose()
    {
        _stopped = true;
        _wake.Set();
        // Its farewell is a courtesy: a store that does not answer is not waited for.
        _thread.Join(TimeSpan.FromMilliseconds(200));
    }

    private static string Beat(int rank) => $"accelerate/heartbeat/{rank}";

    private static string Waiting(int rank) => $"accelerate/waiting/{rank}";

    private static TimeSpan? Elapsed(ref long since) => Interlocked.Read(ref since) is var start and not 0 ? Stopwatch.GetElapsedTime(start) : null;

    private void Run(Store store)
    {
        using var own = store;
        try
        {
            while (true)
            {
                if (_beating)
                    GiveSign(store);
                if (_verdict is null)
                {
                    ReadVerdict(store);
                    if (_beating)
                        Watch(store);
                }
                if (_divergence is null && Volatile.Read(ref _waiting) is { } waiting)
                    CompareWaits(store, waiting);
                if (Volatile.Read(ref _search) is { } search)
                    search.TrySetResult(Search(store));
                _wake.WaitOne(_tick);
                if (_stopped)
                {
                    if (!_beating)
                        return;
                    Ask(() => store.Set(Beat(_rank), Encoding.ASCII.GetBytes(Left)));
                    return;
                }
            }
        }
        catch (TorchException)
        {
            Interlocked.Exchange(ref _unreachableSince, Stopwatch.GetTimestamp());
            Volatile.Read(ref _search)?.TrySetResult([0]);
        }
    }

    private void GiveSign(Store store)
    {
        _beats++;
        Ask(() => store.Set(Beat(_rank), Encoding.ASCII.GetBytes(_beats.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>Looks at the next rank that beats, and judges it by how long its beat has stood still.</summary>
    private void Watch(Store store)
    {
        for (var step = 1; step < _size; step++)
        {
            var next = (_rank + step) % _size;
            if (ReadBeat(store, next) is not { } beat || beat == Left)
                continue;
            if (next != _watched || beat != _seen)
                (_watched, _seen, _changed) = (next, beat, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(_changed) is var silence && silence > _silence)
                TellAll(store, [next], $"rank {next} has given no sign of life for {silence.TotalSeconds:0.0} s: it hangs, was stopped, or its machine cannot be reached");
            return;
        }
    }

    /// <summary>The ranks whose beat stands still now, or that a rank before has found to.</summary>
    private int[] Search(Store store)
    {
        ReadVerdict(store);
        if (_verdict is { } known)
            return [.. known.Ranks];
        var first = new Dictionary<int, string>();
        for (var rank = 0; rank < _size; rank++)
        {
            if (rank != _rank && ReadBeat(store, rank) is { } beat)
                first[rank] = beat;
        }
        var clock = Stopwatch.StartNew();
        var silent = first.Keys.ToList();
        // A beat or two may be late on a busy machine.
        while (silent.Count > 0 && clock.Elapsed < _tick * 3)
        {
            Thread.Sleep(_tick / 4);
            GiveSign(store);
            silent.RemoveAll(rank => first[rank] != Left && ReadBeat(store, rank) != first[rank]);
        }
        if (silent.Count > 0)
            TellAll(store, silent, $"{Rendezvous.Ranks(silent)} {(silent.Count == 1 ? "has" : "have")} ended");
        return [.. _verdict?.Ranks ?? []];
    }

    /// <summary>Compares a long wait with that of the next rank; where they differ, with those of all.</summary>
    private void CompareWaits(Store store, Agreement waiting)
    {
        if (waiting != _published)
        {
            Ask(() => store.Set(Waiting(_rank), waiting.ToBytes()));
            (_published, _publishedAt) = (waiting, Stopwatch.GetTimestamp());
        }
        if (ReadWait(store, (_rank + 1) % _size, waiting.Number) is { } next && !next.FitsWith(waiting)
            && Enumerable.Range(0, _size).Select(rank => ReadWait(store, rank, waiting.Number)).ToArray() is var waits
            && (!waits.Contains(null) || Stopwatch.GetElapsedTime(_publishedAt) > s_patience)
            && Agreement.Divergence(waits) is { } found)
            Ask(() => store.CompareSet(DivergenceKey, [], Encoding.UTF8.GetBytes($"{string.Join(',', found.Ranks)} {found.Message}")));
        Read(store, DivergenceKey, ref _divergence);
    }

    private Agreement? ReadWait(Store store, int rank, long number)
    {
        Agreement? wait = null;
        Ask(() => wait = store.Check(Waiting(rank)) ? Agreement.Read(store.Get(Waiting(rank))) : null);
        return wait?.Number == number ? wait : null;
    }

    private string? ReadBeat(Store store, int rank)
    {
        string? beat = null;
        Ask(() => beat = store.Check(Beat(rank)) ? Encoding.ASCII.GetString(store.Get(Beat(rank))) : null);
        return beat;
    }

    private void TellAll(Store store, IReadOnlyList<int> ranks, string message)
    {
        Ask(() => Tell(store, ranks, message));
        ReadVerdict(store);
    }

    private void ReadVerdict(Store store) => Read(store, LostKey, ref _verdict);

    private void Read(Store store, string key, ref Verdict? verdict)
    {
        string? text = null;
        Ask(() => text = store.Check(key) ? Encoding.UTF8.GetString(store.Get(key)) : null);
        if (text is null)
            return;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        Volatile.Write(ref verdict, new([.. text[..space].Split(',').Select(rank => int.Parse(rank, CultureInfo.InvariantCulture))], text[(space + 1)..]));
    }

    private void Ask(Action request)
    {
        Interlocked.Exchange(ref _requestBegan, Stopwatch.GetTimestamp());
        request();
        Interlocked.Exchange(ref _requestBegan, 0);
    }
}
