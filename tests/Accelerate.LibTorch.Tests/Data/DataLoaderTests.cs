using Accelerate.LibTorch.Tests.Core;
using TorchSharp.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Accelerate.LibTorch.Tests.Data;

[Collection(nameof(ProcessWide))]
public sealed class DataLoaderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Batches_come_in_order_and_the_last_is_what_is_left()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(7), 3);
        Assert.Equal(3, loader.Count);
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6]], Read(loader));
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6]], Read(loader));
    }

    [Fact]
    public void The_short_batch_can_be_dropped()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(7), 3, drop_last: true);
        Assert.Equal(2, loader.Count);
        Assert.Equal([[0, 1, 2], [3, 4, 5]], Read(loader));
        using var whole = torch.utils.data.DataLoader(new Squares(6), 3, drop_last: true);
        Assert.Equal((2, 2), (whole.Count, Read(whole).Length));
    }

    [Fact]
    public void A_seeded_shuffle_has_the_same_order_every_epoch()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(40), 8, shuffle: true, seed: 3);
        var first = Read(loader);
        Assert.Equal(first, Read(loader));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), first.SelectMany(batch => batch).Order());
        Assert.NotEqual(Enumerable.Range(0, 40).Select(i => (long)i), first.SelectMany(batch => batch));
        using var unseeded = torch.utils.data.DataLoader(new Squares(40), 8, shuffle: true);
        Assert.NotEqual(Read(unseeded), Read(unseeded));
    }

    [Fact]
    public void A_sampler_of_the_users_own_decides_order_and_count()
    {
        long[] order = [5, 1, 3];
        using var loader = torch.utils.data.DataLoader(new Squares(7), 2, order);
        Assert.Equal(2, loader.Count);
        Assert.Equal([[5, 1], [3]], Read(loader));
        Assert.Same(order, loader.sampler);
    }

    [Fact]
    public void Samples_with_names_are_stacked_by_name()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(4), 2);
        var batch = loader.Skip(1).First();
        Assert.Equal(["number", "pair"], batch.Keys);
        using var fresh = loader.GetEnumerator();
        fresh.MoveNext();
        fresh.MoveNext();
        Assert.Equal([2L, 2L], fresh.Current["pair"].shape);
        Assert.Equal([2f, 4f, 3f, 9f], fresh.Current["pair"].data<float>().ToArray());
        Assert.Equal([2L, 1L], fresh.Current["number"].unsqueeze(1).shape);
    }

    [Fact]
    public void A_batch_is_disposed_when_the_next_is_asked_for()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(5), 2);
        var seen = new List<Tensor>();
        foreach (var batch in loader)
        {
            Assert.All(seen, tensor => Assert.True(tensor.IsInvalid));
            Assert.False(batch["pair"].IsInvalid);
            seen.Add(batch["pair"]);
        }
        Assert.True(seen[^1].IsInvalid);
        var left = new List<Tensor>();
        foreach (var batch in loader)
        {
            left.Add(batch["pair"]);
            break;
        }
        Assert.True(left[0].IsInvalid);
    }

    [Fact]
    public void Batches_that_are_kept_belong_to_the_callers_scope()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(5), 2, disposeBatch: false);
        Tensor[] kept;
        using (NewDisposeScope())
        {
            kept = [.. loader.Select(batch => batch["pair"])];
            Assert.All(kept, tensor => Assert.False(tensor.IsInvalid));
        }
        Assert.All(kept, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void Nothing_is_left_alive_after_an_epoch()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(20), 3);
        var before = LiveTensors();
        foreach (var _ in loader)
            Assert.Equal(before + 2, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Tensors_that_the_dataset_keeps_are_not_disposed()
    {
        var kept = new Keeper();
        using var loader = new DataLoader<Tensor, Tensor[]>(kept, 2, (samples, _) => [.. samples]);
        foreach (var batch in loader)
            Assert.Equal(2, batch.Length);
        Assert.All(kept.Tensors, tensor => Assert.False(tensor.IsInvalid));
    }

    [Fact]
    public void A_collate_function_makes_batches_of_any_type()
    {
        using var loader = new DataLoader<Dictionary<string, Tensor>, string>(
            new Squares(5), 2, (samples, device) => $"{device}: " + string.Join(" ", samples.Select(sample => sample["number"].ToInt64())));
        Assert.Equal(["cpu: 0 1", "cpu: 2 3", "cpu: 4"], loader);
    }

    [Fact]
    public void Workers_read_the_same_batches()
    {
        using var loader = torch.utils.data.DataLoader(new Squares(23), 5, num_worker: 3);
        var before = LiveTensors();
        Assert.Equal(Enumerable.Range(0, 23).Select(i => (long)i), Read(loader).SelectMany(batch => batch));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_exception_of_the_dataset_comes_out_as_itself(int workers)
    {
        using var loader = torch.utils.data.DataLoader(new Squares(5, failsAt: 3), 2, num_worker: workers);
        using var batches = loader.GetEnumerator();
        Assert.True(batches.MoveNext());
        var error = Assert.Throws<FormatException>(() => batches.MoveNext());
        Assert.Equal("sample 3", error.Message);
    }

    [Fact]
    public void The_dataset_is_disposed_with_the_loader_unless_told_otherwise()
    {
        var dataset = new Squares(5);
        torch.utils.data.DataLoader(dataset, 2, disposeDataset: false).Dispose();
        Assert.False(dataset.Disposed);
        torch.utils.data.DataLoader(dataset, 2).Dispose();
        Assert.True(dataset.Disposed);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => torch.utils.data.DataLoader(new Squares(5), 0));
        Assert.Throws<ArgumentNullException>(() => torch.utils.data.DataLoader((Dataset)null!, 2));
    }

    private static long[][] Read(DataLoader loader) =>
        [.. loader.Select(batch => batch["number"].data<long>().ToArray())];

    private sealed class Squares(long count, long failsAt = -1) : Dataset
    {
        public bool Disposed { get; private set; }

        public override long Count => count;

        public override Dictionary<string, Tensor> GetTensor(long index)
        {
            if (index == failsAt)
                throw new FormatException($"sample {index}");
            return new() { ["number"] = torch.tensor(index), ["pair"] = torch.tensor(new float[] { index, index * index }) };
        }

        protected override void Dispose(bool disposing) => Disposed = true;
    }

    private sealed class Keeper : Dataset<Tensor>
    {
        public Tensor[] Tensors { get; } = [.. Enumerable.Range(0, 4).Select(i => torch.tensor((long)i))];

        public override long Count => Tensors.Length;

        public override Tensor GetTensor(long index) => Tensors[index];
    }

    /// <summary>The number of tensors, once those that earlier tests left to the garbage collector are gone.</summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
