using System.Runtime.ExceptionServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>One pass over a loader that rank 0 reads, on rank 0.</summary>
/// <param name="dispatcher">The loader.</param>
/// <param name="batches">The batches that it reads.</param>
/// <param name="firstOnlyFills">Whether the first round is not sent: it is there to fill the last one up.</param>
internal sealed class DispatchSender<TBatch>(Dispatcher<TBatch> dispatcher, IBatchFeed<TBatch> batches, bool firstOnlyFills) : IBatchFeed<TBatch>
{
    private readonly long _pass = dispatcher.Pass;
    private DispatchRound? _next;
    private ExceptionDispatchInfo? _failure;
    private Tensor[]? _filling;
    private bool _hasBegun;
    private bool _isOver;

    public StagedBatch<TBatch>? Take()
    {
        if (!_hasBegun)
            ReadAhead();
        while (!_isOver)
        {
            var isFirst = !_hasBegun;
            _hasBegun = true;
            if (_failure is not null)
            {
                _isOver = true;
                dispatcher.Announce(_pass, DispatchKind.Failed);
                _failure.Throw();
            }
            if (_next is not { } round)
            {
                _isOver = true;
                if (isFirst)
                    dispatcher.Announce(_pass, DispatchKind.End);
                return null;
            }
            ReadAhead();
            _isOver = _next is null && _failure is null;
            // Where the next round cannot be read the ranks hear so when they ask for it.
            var rowsAfter = _failure is null ? _next?.Rows ?? 0 : dispatcher.Plan.Ranks;
            if (Send(round, rowsAfter) is { } batch)
                return batch;
        }
        return null;
    }

    public void Dispose()
    {
        batches.Dispose();
        _next?.Dispose();
        foreach (var tensor in _filling ?? [])
            tensor.Dispose();
    }

    private StagedBatch<TBatch>? Send(DispatchRound round, long rowsAfter)
    {
        using var scope = NewDisposeScope();
        scope.Attach(round.Columns);
        dispatcher.Announce(_pass, DispatchKind.Round, round.Rows, rowsAfter, round.Form);
        var missing = dispatcher.Plan.Share(round.Rows) * dispatcher.Plan.Ranks - round.Rows;
        var columns = missing == 0 ? round.Columns : [.. round.Columns.Zip(_filling!, (column, filling) => cat([column, BatchRows.PadTo(filling, missing).narrow(0, 0, missing)], 0))];
        var part = dispatcher.Scatter(round.Rows, columns);
        scope.Detach(part);
        return dispatcher.Take(round.Rows, rowsAfter, part);
    }

    private void ReadAhead()
    {
        _next = null;
        try
        {
            if (firstOnlyFills && !_hasBegun)
                ReadRound(onlyFills: true)?.Dispose();
            _next = ReadRound(onlyFills: false);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }

    private DispatchRound? ReadRound(bool onlyFills)
    {
        var plan = dispatcher.Plan;
        var read = new List<StagedBatch<TBatch>>();
        var parts = new List<(BatchForm Form, List<Tensor> Tensors)>();
        var rows = 0L;
        try
        {
            // All rounds but the last have something for every rank: one that went on to a later round would wait for the others in it.
            while ((read.Count < plan.BatchesPerRound || (!onlyFills && plan.Kept(rows, plan.Ranks - 1) == 0)) && batches.Take() is { } batch)
            {
                read.Add(batch);
                var part = BatchForm.Of(batch.Batch);
                parts.Add(part);
                rows += part.Tensors[0].shape[0];
            }
            if (rows == 0 || (plan.DropLast && read.Count < plan.BatchesPerRound))
                return null;
            using var scope = NewDisposeScope();
            using var noGradient = no_grad();
            var round = DispatchRound.Of(parts, dispatcher.Group.DataDevice);
            if (_filling is null)
            {
                // A round lacks fewer samples than there are ranks.
                var kept = Math.Min(round.Rows, dispatcher.Plan.Ranks - 1);
                _filling = Array.ConvertAll(round.Columns, column => column.narrow(0, 0, kept).clone());
                scope.Detach(_filling);
            }
            scope.Detach(round.Columns);
            return round;
        }
        finally
        {
            read.ForEach(batch => batch.DisposeCreated());
        }
    }
}
