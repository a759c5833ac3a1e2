using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// A loader that rank 0 alone reads: it puts the batches of a round together, cuts them into one part for each rank, and sends those. All of it happens on the
/// training threads, when they ask for a batch; only reading goes on ahead.
/// <para>
/// What rank 0 sends is numbered by the pass over the loader that it belongs to. A rank that left a pass early lets what is left of it go by when it begins the
/// next one, and learns from a number beyond its own that rank 0 has left.
/// </para>
/// </summary>
internal sealed class Dispatcher<TBatch>
{
    private readonly ProcessGroup _group;
    private readonly BatchSource<TBatch> _source;
    private readonly DispatchPlan _plan;
    private readonly Device? _device;
    private BatchForm? _form;
    private long _pass;

    /// <summary>Makes one on every rank, which call this together.</summary>
    /// <param name="group">The ranks.</param>
    /// <param name="source">What rank 0 reads; on other ranks it is not read.</param>
    /// <param name="plan">How it is cut.</param>
    /// <param name="device">Where the batches go; null leaves them on the CPU.</param>
    public Dispatcher(ProcessGroup group, BatchSource<TBatch> source, DispatchPlan plan, Device? device)
    {
        _group = group;
        _source = source;
        _plan = plan;
        _device = device;
        var read = source.Sizes;
        var sent = group.BroadcastNumbers([read.Count ?? -1, read.BatchSize ?? -1, read.SampleCount ?? -1, source.SamplesPerPass ?? -1], source: 0);
        Sizes = plan.Sizes(new(Known(sent[0]), (int?)Known(sent[1]), null, Known(sent[2])), Known(sent[3]), group.Rank);
    }

    /// <summary>How much this rank gets, as rank 0 knows it.</summary>
    public LoaderSizes Sizes { get; }

    /// <summary>The number of the pass begun last.</summary>
    public long Pass => _pass;

    public DispatchPlan Plan => _plan;

    public ProcessGroup Group => _group;

    /// <summary>Something received that belongs to a later pass than the one that this rank was in.</summary>
    public DispatchHeader? Waiting { get; set; }

    /// <summary>Begins a pass.</summary>
    /// <param name="skip">The number of each rank's batches to leave out at its beginning.</param>
    /// <param name="stage">Reads what rank 0 reads ahead.</param>
    public IBatchFeed<TBatch> Open(long skip, Func<IBatchReader<TBatch>, IBatchFeed<TBatch>> stage)
    {
        _pass++;
        // The first samples of the pass may be wanted to fill its end up, also where they are left out.
        var keep = skip > 0 && _plan.Even && !_plan.DropLast ? _plan.BatchesPerRound : 0;
        var reader = _source.Open(skip * _plan.BatchesPerRound, keep);
        if (_group.Rank == 0)
            return new DispatchSender<TBatch>(this, stage(reader), keep > 0);
        reader.Dispose();
        return new DispatchReceiver<TBatch>(this);
    }

    /// <summary>Says on rank 0 what follows.</summary>
    public void Announce(long pass, DispatchKind kind, long rows = 0, long rowsAfter = 0, BatchForm? form = null)
    {
        var isKnown = form is null || (_form is not null && form.Encode().AsSpan().SequenceEqual(_form.Encode()));
        long[] sent = isKnown ? [] : form!.Encode();
        _group.BroadcastNumbers(new DispatchHeader(pass, kind, rows, rowsAfter, sent.Length).Encode(), source: 0);
        _group.BroadcastNumbers(sent, source: 0);
        _form = form ?? _form;
    }

    /// <summary>Hears on another rank what follows.</summary>
    public DispatchHeader Listen()
    {
        var header = Waiting ?? DispatchHeader.Decode(_group.BroadcastNumbers(new long[DispatchHeader.Length], source: 0));
        Waiting = null;
        return header;
    }

    /// <summary>Receives on another rank what was announced.</summary>
    public Tensor[] Receive(DispatchHeader header)
    {
        if (header.FormLength > 0)
            _form = BatchForm.Decode(_group.BroadcastNumbers(new long[header.FormLength], source: 0));
        return header.Kind == DispatchKind.Round ? Scatter(header.Rows, null) : [];
    }

    /// <summary>Sends every rank its part of a round.</summary>
    /// <param name="rows">The number of samples in it.</param>
    /// <param name="columns">On rank 0 the tensors of the round, of as many rows as all parts have together.</param>
    /// <returns>The tensors of this rank's part.</returns>
    public Tensor[] Scatter(long rows, Tensor[]? columns)
    {
        var part = new Tensor[_form!.Columns.Count];
        for (var i = 0; i < part.Length; i++)
        {
            var column = _form.Columns[i];
            part[i] = empty([_plan.Share(rows), .. column.Shape], column.Type, _group.DataDevice);
            _group.Scatter(part[i], columns?[i], source: 0);
        }
        return part;
    }

    /// <summary>This rank's batch of a round; null where the round has none for it.</summary>
    public StagedBatch<TBatch>? Take(long rows, long rowsAfter, Tensor[] part)
    {
        using var scope = NewDisposeScope();
        scope.Attach(part);
        var kept = _plan.Kept(rows, _group.Rank);
        if (kept == 0)
            return null;
        Tensor[] tensors = kept == _plan.Share(rows) ? part : Array.ConvertAll(part, tensor => tensor.narrow(0, 0, kept));
        if (_device is not null)
            tensors = Array.ConvertAll(tensors, tensor => ModelPlacement.IsOn(tensor, _device) ? tensor : tensor.to(_device));
        scope.Detach(tensors);
        var isLast = rowsAfter == 0 || _plan.Kept(rowsAfter, _group.Rank) == 0;
        return new(_form!.Build<TBatch>(tensors), isLast, kept, _plan.Valid(rows, _group.Rank), tensors);
    }

    private static long? Known(long value) => value < 0 ? null : value;
}
