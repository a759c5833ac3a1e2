using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class GatherForMetricsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    public void Samples_that_fill_up_a_batch_are_left_out_and_all_else_stays(int width)
    {
        // 5 samples in batches of 2 on 3 ranks: the last rank's batch holds one of its own and one to fill up.
        foreach (var (samples, means, whole) in Together.Run(3, accelerator =>
        {
            var rank = accelerator.ProcessIndex;
            using var batch = accelerator.Batch(rows: 2, valid: rank == 2 ? 1 : 2);
            var own = tensor(new[] { 2f * rank, rank == 2 ? 99f : (2 * rank) + 1 }).reshape(2, 1).expand(2, width);
            var (samples, mean) = accelerator.GatherForMetrics((own, tensor((float)rank)));
            return (Networks.Floats(samples[TensorIndex.Colon, 0]), Networks.Floats(mean), Networks.Floats(accelerator.GatherForMetrics(ones(3))));
        }))
        {
            Assert.Equal([0f, 1, 2, 3, 4], samples);
            Assert.Equal([0f, 1, 2], means);
            Assert.Equal(9, whole.Length);
        }
    }

    [Theory]
    [InlineData(1, ScalarType.Float32)]
    [InlineData(3000, ScalarType.Float32)]
    [InlineData(3000, ScalarType.Int16)]
    [InlineData(1, ScalarType.Bool)]
    [InlineData(3000, ScalarType.Bool)]
    public void Last_batches_may_have_different_numbers_of_samples(int width, ScalarType type) => Together.Run(3, accelerator =>
    {
        var rows = 3 - accelerator.ProcessIndex;
        using var batch = accelerator.Batch(rows, null);
        var all = accelerator.GatherForMetrics(full([rows, width], accelerator.ProcessIndex, type));
        Assert.Equal(type, all.dtype);
        Assert.Equal([6L, width], all.shape);
        Assert.Equal([0f, 0, 0, 1, 1, type == ScalarType.Bool ? 1 : 2], Networks.Floats(all[TensorIndex.Colon, width - 1].to(ScalarType.Float32)));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public void Ranks_none_of_whose_samples_count_add_nothing(int width) => Together.Run(3, accelerator =>
    {
        using var batch = accelerator.Batch(rows: 2, valid: accelerator.IsMainProcess ? 1 : 0);
        Assert.Equal([1L, width], accelerator.GatherForMetrics(ones(2, width)).shape);
        Assert.Equal(["a"], accelerator.GatherForMetrics(["a", "b"], TestJson.Default.ListString));
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3000)]
    public void What_only_some_ranks_take_for_samples_is_gathered_whole(int width) => Together.Run(2, accelerator =>
    {
        // A row for each of two classes, beside two samples on one rank and one on the other.
        using var batch = accelerator.Batch(rows: accelerator.IsMainProcess ? 2 : 1, valid: null);
        Assert.Equal([4L, width], accelerator.GatherForMetrics(ones(2, width)).shape);
    });

    [Fact]
    public void What_has_as_many_rows_as_the_batch_by_accident_is_for_Gather() => Together.Run(2, accelerator =>
    {
        using var batch = accelerator.Batch(rows: 2, valid: accelerator.IsMainProcess ? 2 : 1);
        var classes = zeros(2);
        Assert.Equal((3, 4), (accelerator.GatherForMetrics(classes).shape[0], accelerator.Gather(classes).shape[0]));
    });

    [Fact]
    public void A_list_of_objects_is_a_new_one_in_one_process_too()
    {
        using var accelerator = new Accelerator();
        var own = new List<string> { "a" };
        var all = accelerator.GatherForMetrics(own, TestJson.Default.ListString);
        own.Clear();
        Assert.Equal(["a"], all);
    }

    [Fact]
    public void One_process_leaves_out_what_fills_up_too()
    {
        using var accelerator = new Accelerator();
        using var batch = accelerator.Batch(rows: 4, valid: 3);
        Assert.Equal(3, accelerator.GatherForMetrics(zeros(4, 2)).shape[0]);
        Assert.Equal(2, accelerator.GatherForMetrics(zeros(2)).shape[0]);
    }

    [Fact]
    public void Without_a_batch_everything_is_gathered() => Together.Run(2, accelerator => Assert.Equal(4, accelerator.GatherForMetrics(zeros(2)).shape[0]));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Objects_of_samples_lose_what_fills_up(int ranks) => Together.Run(ranks, accelerator =>
    {
        var isLast = accelerator.IsLastProcess;
        using var batch = accelerator.Batch(rows: 2, valid: isLast ? 1 : 2);
        var all = accelerator.GatherForMetrics([$"{accelerator.ProcessIndex}a", $"{accelerator.ProcessIndex}b"], TestJson.Default.ListString);
        Assert.Equal(ranks == 1 ? ["0a"] : ["0a", "0b", "1a"], all);
    });

    [Theory]
    [InlineData(1, 7, true, 0)]
    [InlineData(2, 7, true, 0)]
    [InlineData(3, 7, true, 0)]
    [InlineData(3, 13, true, 1)]
    [InlineData(2, 7, false, 0)]
    [InlineData(3, 18, true, 0)]
    public void A_pass_over_a_prepared_loader_gathers_every_sample_once_in_order(int ranks, int samples, bool evenBatches, int skip)
    {
        var passes = Ranks.Run(ranks, group =>
        {
            using var scope = NewDisposeScope();
            using var accelerator = new Accelerator(new() { ProcessGroup = group, Cpu = true, DataLoader = new() { EvenBatches = evenBatches } });
            using var loader = accelerator.Prepare(utils.data.DataLoader(utils.data.TensorDataset(arange(samples)), 2));
            accelerator.SkipFirstBatches(loader, skip);
            var gathered = new List<long>();
            foreach (var batch in loader)
                gathered.AddRange(accelerator.GatherForMetrics(batch[0]).data<long>().ToArray());
            return gathered;
        });
        Assert.All(passes, pass => Assert.Equal(Enumerable.Range(skip * 2 * ranks, samples - (skip * 2 * ranks)).Select(i => (long)i), pass));
    }
}
