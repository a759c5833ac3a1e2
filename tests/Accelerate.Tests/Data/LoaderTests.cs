using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Data;

public sealed class LoaderTests
{
    public static TheoryData<int> Prefetching => [0, 1, 3];

    [Theory, MemberData(nameof(Prefetching))]
    public void Batches_are_those_of_the_DataLoader_in_every_epoch(int prefetchFactor)
    {
        using var plain = Networks.Loader(11, 3, shuffleSeed: 5);
        using var loader = Prepare(prefetchFactor, Networks.Loader(11, 3, shuffleSeed: 5));
        for (var epoch = 0; epoch < 2; epoch++)
            Assert.Equal(plain.Select(batch => batch.SelectMany(Networks.Floats).ToArray()), loader.Select(batch => batch.SelectMany(Networks.Floats).ToArray()));
        Assert.Equal((4, 3, 3, 11), (loader.Count, loader.BatchSize, loader.TotalBatchSize, loader.SampleCount));
    }

    [Theory, MemberData(nameof(Prefetching))]
    public void An_incomplete_batch_is_dropped_where_the_DataLoader_drops_it(int prefetchFactor)
    {
        using var loader = Prepare(prefetchFactor, Networks.Loader(11, 3, dropLast: true));
        Assert.Equal([3L, 3L, 3L], loader.Select(batch => batch[0].shape[0]));
        Assert.Equal(3, loader.Count);
    }

    [Fact]
    public void The_batch_at_hand_says_how_many_samples_it_has()
    {
        using var loader = Prepare(2, Networks.Loader(5, 3));
        var sequence = loader.Owner.Prepare(new[] { new Dictionary<string, Tensor> { ["x"] = ones(4, 2) }, new Dictionary<string, Tensor> { ["x"] = ones(1, 2) } });
        var unknown = loader.Owner.Prepare(new[] { "a" });
        Assert.Equal((3, 1), (loader.CurrentBatchSize, sequence.CurrentBatchSize));
        Assert.Equal([3L, 2], loader.Select(_ => loader.CurrentBatchSize));
        Assert.Equal([4L, 1], sequence.Select(_ => sequence.CurrentBatchSize));
        Assert.Equal([1L], unknown.Select(_ => unknown.CurrentBatchSize));
        Assert.Equal([3L, 3], sequence.Select(_ => loader.CurrentBatchSize));
    }

    [Fact]
    public void The_collate_function_and_the_sampler_are_the_users()
    {
        using var data = new DataLoader<int, Tensor>(new Squares(10), 2, (items, _) => tensor(items.ToArray()), shuffler: new long[] { 9, 0, 4 });
        using var loader = Prepare(2, data);
        Assert.Equal([[81, 0], [16]], loader.Select(batch => batch.data<int>().ToArray()));
        Assert.Equal(2, loader.Count);
    }

    [Fact]
    public void Items_are_read_by_as_many_workers_as_the_DataLoader_has()
    {
        using var data = new DataLoader<int, Tensor>(new Squares(6), 3, (items, _) => tensor(items.ToArray()), num_worker: 3);
        using var loader = Prepare(2, data);
        Assert.Equal([[0, 1, 4], [9, 16, 25]], loader.Select(batch => batch.data<int>().ToArray()));
    }

    [Fact]
    public void A_dataset_that_gathers_batches_is_asked_for_whole_ones()
    {
        using var data = new DataLoader<int, Tensor>(new Gathering(5), 2, (_, _) => throw new InvalidOperationException("collated"));
        using var loader = Prepare(2, data);
        Assert.Equal([[0, 10], [20, 30], [40]], loader.Select(batch => batch.data<long>().ToArray()));
    }

    [Fact]
    public void A_tensor_dataset_of_rows_out_of_line_is_gathered_right()
    {
        using var transposed = Networks.Values(3, 4, 6).transpose(0, 1);
        using var every = Networks.Values(4, 12, 2)[TensorIndex.Slice(null, null, 2)];
        using var numbers = arange(6);
        using var plain = utils.data.DataLoader(utils.data.TensorDataset(transposed, every, numbers), 4);
        using var loader = Prepare(2, utils.data.DataLoader(utils.data.TensorDataset(transposed, every, numbers), 4));
        foreach (var (expected, actual) in plain.Zip(loader))
            Assert.All(expected.Zip(actual), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Large_rows_are_gathered_ahead_in_order_too()
    {
        using var values = arange(6).to(ScalarType.Float32).reshape(6, 1).expand(6, 70_000).contiguous();
        using var loader = Prepare(2, utils.data.DataLoader(utils.data.TensorDataset(values), 1));
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f], loader.Select(batch => batch[0][0, 69_999].item<float>()));
    }

    [Fact]
    public void The_tensors_behind_a_tensor_dataset_are_found_without_a_copy()
    {
        using var values = Networks.Values(1, 5, 3);
        using var rows = TensorRows.Find(utils.data.TensorDataset(values, arange(5)));
        using var batch = rows!.Select([4, 1], CPU)[0];
        Assert.Equal(Networks.Floats(values)[12..], Networks.Floats(batch)[..3]);
        values.fill_(7);
        using var again = rows.Select([4, 1], CPU)[0];
        Assert.All(Networks.Floats(again), value => Assert.Equal(7f, value));
        using var trained = ones(3, 2, requires_grad: true);
        Assert.Null(TensorRows.Find(utils.data.TensorDataset(trained)));
    }

    [Theory, MemberData(nameof(Prefetching))]
    public void A_batch_is_disposed_when_the_next_is_asked_for(int prefetchFactor)
    {
        using var loader = Prepare(prefetchFactor, Networks.Loader(6, 2));
        Tensor? last = null;
        foreach (var batch in loader)
        {
            Assert.True(last is null or { IsInvalid: true });
            Assert.False(batch[0].IsInvalid);
            last = batch[0];
        }
        Assert.True(last!.IsInvalid);
    }

    [Fact]
    public void Batches_stay_where_the_DataLoader_keeps_them_and_belong_to_the_scope_of_the_loop()
    {
        using var loader = Prepare(2, utils.data.DataLoader(utils.data.TensorDataset(Networks.Values(1, 6, 2)), 2, disposeBatch: false));
        List<Tensor> all;
        using (NewDisposeScope())
        {
            all = [.. loader.Select(batch => batch[0])];
            Assert.All(all, batch => Assert.False(batch.IsInvalid));
        }
        Assert.All(all, batch => Assert.True(batch.IsInvalid));
    }

    [Theory, MemberData(nameof(Prefetching))]
    public void What_the_dataset_throws_comes_out_of_the_loop_as_itself(int prefetchFactor)
    {
        using var data = new DataLoader<int, Tensor>(new Squares(10) { Broken = 5 }, 2, (items, _) => tensor(items.ToArray()));
        using var loader = Prepare(prefetchFactor, data);
        var seen = 0;
        var error = Assert.Throws<FileNotFoundException>(() =>
        {
            foreach (var batch in loader)
                seen++;
        });
        Assert.Equal("sample 5", error.Message);
        Assert.Equal(2, seen);
    }

    [Theory, MemberData(nameof(Prefetching))]
    public void Leaving_the_loop_ends_the_reading_and_frees_what_was_read_ahead(int prefetchFactor)
    {
        var squares = new Squares(1000);
        using var data = new DataLoader<int, Tensor>(squares, 2, (items, _) => tensor(items.ToArray()));
        using var loader = Prepare(prefetchFactor, data);
        LiveTensors.Settle();
        var before = Tensor.TotalCount;
        foreach (var batch in loader)
            break;
        var read = squares.Read;
        Assert.InRange(read, 2, 2 * (prefetchFactor + 1));
        Assert.Equal(before, Tensor.TotalCount);
        Thread.Sleep(20);
        Assert.Equal(read, squares.Read);
    }

    [Fact]
    public void Prefetching_stays_within_its_bound_and_on_one_thread()
    {
        var squares = new Squares(100);
        using var data = new DataLoader<int, Tensor>(squares, 2, (items, _) => tensor(items.ToArray()));
        using var loader = Prepare(2, data);
        var batches = 0;
        foreach (var batch in loader)
        {
            Assert.True(squares.Read <= 2 * (++batches + 2));
            Thread.Yield();
        }
        Assert.Single(squares.Threads.Distinct());
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, squares.Threads);
    }

    [Theory, MemberData(nameof(Prefetching))]
    public void A_sequence_of_the_users_stays_the_users(int prefetchFactor)
    {
        using var first = ones(2);
        using var second = zeros(2);
        using var accelerator = new Accelerator(new() { DataLoader = new() { PrefetchFactor = prefetchFactor } });
        var loader = accelerator.Prepare(new[] { first, second });
        using (NewDisposeScope())
            Assert.Equal([first, second], loader.ToArray(), ReferenceEqualityComparer.Instance);
        Assert.False(first.IsInvalid);
        Assert.Equal(2, loader.Count);
        loader.Dispose();
        Assert.False(second.IsInvalid);
    }

    [Fact]
    public void Tensors_made_while_reading_a_sequence_belong_to_the_scope_of_the_loop()
    {
        using var accelerator = new Accelerator();
        var loader = accelerator.Prepare(Make());
        Assert.Null(loader.Count);
        Tensor last;
        using (NewDisposeScope())
            last = loader.Last();
        Assert.True(last.IsInvalid);

        static IEnumerable<Tensor> Make()
        {
            for (var i = 0; i < 3; i++)
                yield return ones(2);
        }
    }

    [Fact]
    public void Batches_of_any_kind_pass_through_on_a_CPU()
    {
        using var accelerator = new Accelerator(new() { Cpu = true });
        Assert.Equal([1, 2], accelerator.Prepare(new[] { 1, 2 }));
        var pair = (ones(1), ones(1));
        Assert.Equal([pair], accelerator.Prepare(new[] { pair }));
    }

    [Fact]
    public void Batches_move_by_their_kind()
    {
        var there = device(DeviceType.META);
        Assert.Equal(DeviceType.META, BatchTensors.Move(ones(1), there, false).device_type);
        Assert.All(BatchTensors.Move(new[] { ones(1), ones(2) }, there, false), t => Assert.Equal(DeviceType.META, t.device_type));
        Assert.All(BatchTensors.Move<IList<Tensor>>([ones(1), ones(2)], there, false), t => Assert.Equal(DeviceType.META, t.device_type));
        Assert.Equal(DeviceType.META, BatchTensors.Move(new Dictionary<string, Tensor> { ["x"] = ones(1) }, there, false)["x"].device_type);
        Assert.Equal(DeviceType.META, BatchTensors.Move((ones(1), ones(2), ones(3), ones(4)), there, false).Item4.device_type);

        var (present, absent) = BatchTensors.Move<(Tensor, Tensor?)>((ones(1), null), there, false);
        Assert.Equal(DeviceType.META, present.device_type);
        Assert.Null(absent);

        var own = new Own(ones(1));
        Assert.Equal(DeviceType.META, BatchTensors.Move(own, there, false).Values.device_type);
        Assert.True(own.Values.IsInvalid);
        var error = Assert.Throws<NotSupportedException>(() => BatchTensors.Move(new Unknown(ones(1)), there, false));
        Assert.Contains("IBatch<Unknown>", error.Message);
    }

    private static AcceleratedLoader<TBatch> Prepare<T, TBatch>(int prefetchFactor, DataLoader<T, TBatch> loader) =>
        new Accelerator(new() { DataLoader = new() { PrefetchFactor = prefetchFactor } }).Prepare(loader);

    private sealed record Unknown(Tensor Values);

    private readonly record struct Own(Tensor Values) : IBatch<Own>
    {
        public Own To(Device device, bool nonBlocking) => new(Values.to(device, non_blocking: nonBlocking));

        public Own Map(Func<Tensor, Tensor> map) => new(map(Values));

        public void Dispose() => Values.Dispose();
    }

    private sealed class Squares(int count) : utils.data.Dataset<int>
    {
        private int _read;

        public int? Broken { get; init; }

        public int Read => Volatile.Read(ref _read);

        public System.Collections.Concurrent.ConcurrentQueue<int> Threads { get; } = [];

        public override long Count => count;

        public override int GetTensor(long index)
        {
            Interlocked.Increment(ref _read);
            Threads.Enqueue(Environment.CurrentManagedThreadId);
            return index == Broken ? throw new FileNotFoundException($"sample {index}") : (int)(index * index);
        }
    }

    private sealed class Gathering(int count) : utils.data.Dataset<int>, IBatchDataset<Tensor>
    {
        public override long Count => count;

        public override int GetTensor(long index) => throw new InvalidOperationException("read one by one");

        public Tensor GetBatch(ReadOnlySpan<long> indices) => tensor(indices.ToArray()).mul_(10);
    }
}
