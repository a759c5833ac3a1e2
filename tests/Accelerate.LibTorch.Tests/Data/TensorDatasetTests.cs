using Accelerate.LibTorch.Tests.Core;
using TorchSharp.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace Accelerate.LibTorch.Tests.Data;

[Collection(nameof(ProcessWide))]
public sealed class TensorDatasetTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_sample_is_a_slice_of_every_tensor()
    {
        using var dataset = TensorDataset(Images(4), arange(4));
        Assert.Equal(4, dataset.Count);
        var sample = dataset[2];
        Assert.Equal([3L, 2L], sample[0].shape);
        Assert.Equal(12, sample[0][0, 0].ToDouble());
        Assert.Equal(2, sample[1].ToInt64());
        Assert.Contains("4 samples", Assert.Throws<ArgumentOutOfRangeException>(() => dataset[4]).Message);
    }

    [Fact]
    public void The_dataset_outlives_the_scope_of_its_tensors()
    {
        TensorDataset dataset;
        using (NewDisposeScope())
            dataset = TensorDataset(arange(3));
        Assert.Equal(1, dataset[1][0].ToInt64());
        dataset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset[1]);
    }

    [Fact]
    public void Whole_batches_equal_those_stacked_of_samples()
    {
        using var gathered = DataLoader(TensorDataset(Images(7), arange(7)), 3, shuffle: true, seed: 1);
        using var stacked = DataLoader(new Wrapper(TensorDataset(Images(7), arange(7))), 3, shuffle: true, seed: 1);
        Assert.Equal(3, gathered.Count);
        using var others = stacked.GetEnumerator();
        foreach (var batch in gathered)
        {
            Assert.True(others.MoveNext());
            Assert.Equal(2, batch.Count);
            Assert.Equal(others.Current[0].shape, batch[0].shape);
            Assert.Equal(others.Current[0].data<float>().ToArray(), batch[0].data<float>().ToArray());
            Assert.Equal(others.Current[1].data<long>().ToArray(), batch[1].data<long>().ToArray());
        }
        Assert.False(others.MoveNext());
    }

    [Fact]
    public void Batches_are_disposed_and_the_dataset_is_not()
    {
        var dataset = TensorDataset(Images(4), arange(4));
        using var loader = DataLoader(dataset, 2, disposeDataset: false);
        var before = LiveTensors();
        foreach (var _ in loader)
            Assert.Equal(before + 2, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(3, dataset[3][1].ToInt64());
    }

    [Fact]
    public void Tensors_of_different_lengths_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => TensorDataset(Images(4), arange(3)));
        Assert.Contains("[4, 3, 2], [3]", error.Message);
        Assert.Throws<ArgumentException>(() => TensorDataset());
        Assert.Throws<ArgumentException>(() => TensorDataset(torch.tensor(1f)));
    }

    [Fact]
    public void A_sampler_out_of_range_is_an_error_that_names_the_index()
    {
        using var loader = DataLoader(TensorDataset(arange(3)), 2, [0, 3]);
        Assert.Contains("3 samples", Assert.Throws<ArgumentOutOfRangeException>(() => loader.Count(_ => true)).Message);
    }

    private static Tensor Images(long count) => arange(count * 6, dtype: float32).reshape(count, 3, 2);

    private sealed class Wrapper(TensorDataset inner) : IterableDataset
    {
        public override long Count => inner.Count;

        public override IList<Tensor> GetTensor(long index) => inner.GetTensor(index);

        protected override void Dispose(bool disposing) => inner.Dispose();
    }

    /// <summary>The number of tensors, once those that earlier tests left to the garbage collector are gone.</summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
