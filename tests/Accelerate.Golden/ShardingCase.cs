namespace Accelerate.Golden;

/// <summary>One recorded result: the samples that each process gets.</summary>
/// <param name="Expected">For each process its batches; one batch of everything where the samples come from a stream.</param>
internal sealed record ShardingCase(bool IsStream, long Samples, int BatchSize, int Processes, bool DropLast, bool SplitBatches, bool EvenBatches, long[][][] Expected)
{
    public string Describe() =>
        $"{(IsStream ? "iterable" : "map")}, {Samples} samples, batch size {BatchSize}, {Processes} processes" +
        $"{(SplitBatches ? ", split" : "")}{(DropLast ? ", last dropped" : "")}{(IsStream || EvenBatches ? "" : ", uneven")}";

    /// <summary>What is wrong, or null.</summary>
    public string? Check()
    {
        try
        {
            return Compare() ?? CheckOrder();
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private string? Compare()
    {
        for (var rank = 0; rank < Processes; rank++)
        {
            var plan = SharePlan.Create(rank, Processes, BatchSize, SplitBatches, DropLast, EvenBatches);
            var batches = Deal(plan);
            var actual = IsStream ? [batches.SelectMany(batch => batch.Indices).ToArray()] : batches.Select(batch => batch.Indices).ToArray();
            if (!Same(Expected[rank], actual))
                return $"process {rank} should get {Text(Expected[rank])} and gets {Text(actual)}";
            if (plan.Count(Samples) != batches.Count)
                return $"process {rank} gets {batches.Count} batches and is told {plan.Count(Samples)}";
        }
        return null;
    }

    /// <summary>The real samples of all processes, round by round, are the samples in order, each once.</summary>
    private string? CheckOrder()
    {
        var shares = Enumerable.Range(0, Processes)
            .Select(rank => Deal(SharePlan.Create(rank, Processes, BatchSize, SplitBatches, DropLast, EvenBatches))).ToArray();
        var real = new List<long>();
        for (var round = 0; shares.Any(share => round < share.Count); round++)
            foreach (var share in shares.Where(share => round < share.Count))
                real.AddRange(share[round].Indices.Take(share[round].Valid));
        var kept = DropLast ? Samples - Samples % (SplitBatches ? BatchSize : (long)BatchSize * Processes) : Samples;
        return real.SequenceEqual(Enumerable.Range(0, (int)kept).Select(i => (long)i)) ? null : $"without what fills up, the processes together get {string.Join(' ', real)}";
    }

    private List<(long[] Indices, int Valid)> Deal(SharePlan plan)
    {
        using var sharder = new Sharder<long>(Enumerable.Range(0, (int)Samples).Select(i => (long)i).GetEnumerator(), plan);
        var batches = new List<(long[], int)>();
        while (sharder.Next(out var valid) is { } batch)
            batches.Add((batch, valid));
        return batches;
    }

    private static bool Same(long[][] expected, long[][] actual) =>
        expected.Length == actual.Length && expected.Zip(actual).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static string Text(long[][] batches) => $"[{string.Join(' ', batches.Select(batch => $"[{string.Join(' ', batch)}]"))}]";
}
