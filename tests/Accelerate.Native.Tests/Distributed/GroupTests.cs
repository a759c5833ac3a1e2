using Xunit;

namespace Accelerate.Native.Tests.Distributed;

/// <summary>The groups of the shim, by handle.</summary>
public sealed class GroupTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly Handles _handles = new();

    public void Dispose() => _handles.Dispose();

    [Fact]
    public void Work_tells_its_end_by_a_wait_by_a_question_and_by_a_callback() => Run(2, (rank, group) =>
    {
        using var own = new Handles();
        var values = own.Floats([1 + rank, 10]);
        using var work = group.AllReduce(values, NativeReduction.Sum);
        using var ended = new ManualResetEventSlim();
        work.OnCompleted(ended.Set);
        Assert.True(ended.Wait(Limit));
        Assert.True(work.IsCompleted);
        Assert.True(work.Wait(0));
        Assert.Equal([3f, 20f], Handles.Read(values));
        Assert.Equal(0, work.Result());

        using var late = group.Barrier();
        Assert.True(late.Wait(20_000));
        var told = false;
        late.OnCompleted(() => told = true);
        Assert.True(told);
    });

    [Fact]
    public void A_short_wait_comes_back_without_an_error_and_the_work_goes_on() => Run(2, (rank, group) =>
    {
        using var own = new Handles();
        var values = own.Floats([1 + rank]);
        if (rank == 1)
            Thread.Sleep(300);
        using var work = group.AllReduce(values, NativeReduction.Maximum);
        if (rank == 0)
            Assert.False(work.Wait(1));
        Assert.True(work.Wait(20_000));
        Assert.Equal([2f], Handles.Read(values));
    });

    [Fact]
    public void A_group_whose_peer_hangs_can_be_let_go_of_at_once()
    {
        using var over = new ManualResetEventSlim();
        Run(2, (rank, group) =>
        {
            using var own = new Handles();
            if (rank == 1)
            {
                over.Wait(Limit);
                return;
            }
            var work = group.AllReduce(own.Floats([1]), NativeReduction.Sum);
            Assert.False(work.Wait(50));
            var clock = System.Diagnostics.Stopwatch.StartNew();
            work.Dispose();
            group.Dispose();
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5));
            over.Set();
        });
    }

    [Fact]
    public void Missing_tensors_ranks_and_groups_are_errors() => Run(2, (_, group) =>
    {
        using var own = new Handles();
        var values = own.Floats([1, 2]);
        Assert.Throws<ArgumentException>(() => group.AllReduce(0, NativeReduction.Sum));
        Assert.Throws<ArgumentException>(() => group.AllReduce(values, (NativeReduction)9));
        Assert.Throws<ArgumentException>(() => group.Broadcast(values, 2));
        Assert.Throws<ArgumentException>(() => group.Gather(values, -1));
        Assert.Throws<ArgumentException>(() => group.AllToAll(values, [1, 1], [1]));
        Assert.Throws<ArgumentException>(() => group.AllToAll(values, [3, -1], [1, 1]));
        using var barrier = group.Barrier();
        Assert.True(barrier.Wait(20_000));
        group.Dispose();
        Assert.Throws<ObjectDisposedException>(() => group.Barrier());
    });

    [Fact]
    public void Nccl_is_refused_where_the_build_has_none()
    {
        Assert.SkipWhen(NativeGroup.IsNcclAvailable, "This build has NCCL.");
        using var store = new HashStore();
        Assert.Contains("Use gloo", Assert.Throws<ArgumentException>(() => NativeGroup.Nccl(store, 0, 1, Limit)).Message);
    }

    [Fact]
    public void The_threads_of_the_backend_are_batch_jobs_and_the_one_that_joins_stays_what_it_was()
    {
        const string batch = "3";
        var before = PolicyOf("/proc/thread-self");
        Assert.SkipWhen(before == batch, "This program runs as a batch job.");
        using var store = new HashStore();
        using var group = NativeGroup.Gloo(store, 0, 1, Limit, "127.0.0.1");
        Assert.Equal(before, PolicyOf("/proc/thread-self"));
        Assert.Contains(Directory.GetDirectories("/proc/self/task"), thread => PolicyOf(thread) == batch);
    }

    /// <summary>How the kernel schedules a thread: field 41 of its line.</summary>
    private static string PolicyOf(string thread)
    {
        try
        {
            // The name of the thread, in brackets, is field 2 and may hold spaces.
            return File.ReadAllText($"{thread}/stat").Split(')')[^1].Split(' ')[39];
        }
        catch (IOException)
        {
            return "ended";
        }
    }

    private static void Run(int count, Action<int, NativeGroup> body)
    {
        using var store = new HashStore();
        var ranks = Enumerable.Range(0, count).Select(rank => Task.Factory.StartNew(() =>
        {
            using var group = NativeGroup.Gloo(store, rank, count, Limit, "127.0.0.1");
            body(rank, group);
        }, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Assert.True(Task.WhenAll(ranks).Wait(Limit * 2), "A rank did not end.");
    }
}
