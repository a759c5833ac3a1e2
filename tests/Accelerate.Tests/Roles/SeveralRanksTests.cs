using Accelerate.Tests.Collectives;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Roles;

public sealed class SeveralRanksTests
{
    private static readonly RunOptions s_quiet = new() { Epochs = 3, Report = false };

    [Fact]
    public void Metrics_are_means_over_the_samples_of_all_ranks_without_those_that_fill_up()
    {
        // The samples 0 to 4 in batches of 2; rank 2's second row fills up. Rank 0 alone measures something else.
        foreach (var means in Together.Run(3, accelerator =>
        {
            using var metrics = new Metrics(accelerator);
            using var batch = accelerator.Batch(rows: 2, valid: accelerator.IsLastProcess ? 1 : 2);
            metrics.Mean("value", tensor(new[] { 2f * accelerator.ProcessIndex, accelerator.IsLastProcess ? 99f : (2 * accelerator.ProcessIndex) + 1 }));
            metrics.Mean("loss", tensor((float)accelerator.ProcessIndex), samples: 2);
            if (accelerator.IsMainProcess)
                metrics.Accuracy(tensor(new[] { 1L, 2 }), tensor(new[] { 1L, 3 }));
            return metrics.Take();
        }))
        {
            Assert.Equal(["value", "loss", "accuracy"], means.Select(mean => mean.Key));
            Assert.Equal(2, means[0].Value);
            Assert.Equal(((0 * 2) + (1 * 2) + (2 * 1)) / 5.0, means[1].Value, 12);
            Assert.Equal(0.5, means[2].Value);
        }
    }

    [Fact]
    public void A_rank_without_a_batch_gets_the_means_of_the_others() => Together.Run(2, accelerator =>
    {
        using var metrics = new Metrics(accelerator);
        if (accelerator.IsLastProcess)
            metrics.Mean("value", tensor(new[] { 1f, 3f }));
        Assert.Equal([KeyValuePair.Create("value", 2.0)], metrics.Take());
        Assert.Empty(metrics.Take());
    });

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_loss_of_an_epoch_weighs_batches_by_their_samples_and_the_main_process_writes_the_log(int ranks)
    {
        using var folder = new TemporaryDirectory();
        var losses = Together.Run(ranks, accelerator =>
        {
            using var run = new TrainingRun(accelerator, s_quiet with { Epochs = 1, OutputDirectory = folder.Path });
            run.Begin(2, []);
            Assert.True(run.BeginEpoch());
            foreach (var (loss, samples) in new[] { (1f, 4), (7f + accelerator.ProcessIndex, 2) })
            {
                using var scope = NewDisposeScope();
                run.Report("training loss", tensor(loss));
                run.EndBatch(samples);
            }
            run.EndTraining();
            return run.EndEpoch().Values["training loss"];
        });
        var expected = ((4.0 * ranks) + (2 * Enumerable.Range(7, ranks).Sum())) / (6 * ranks);
        Assert.All(losses, loss => Assert.Equal(expected, loss, 12));
        var log = File.ReadAllLines(folder["log.csv"]);
        Assert.Equal(2, log.Length);
        Assert.StartsWith(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"1,{expected:F6},"), log[1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cancellation_of_one_rank_stops_all_after_the_same_step(int ranks)
    {
        var steps = Together.Run(ranks, accelerator =>
        {
            using var cancellation = new CancellationTokenSource();
            using var run = new TrainingRun(accelerator, s_quiet, cancellation.Token);
            run.Begin(null, []);
            var done = 0;
            while (run.BeginEpoch())
            {
                for (; done < 2000 && !run.IsStopping; done++)
                {
                    using var scope = NewDisposeScope();
                    if (accelerator.IsLastProcess && done == 3)
                        cancellation.Cancel();
                    Thread.Sleep(1 + accelerator.ProcessIndex);
                    run.Report("training loss", tensor(1f));
                    run.EndBatch(1);
                }
                if (run.IsStopping)
                    break;
                run.EndTraining();
                run.EndEpoch();
            }
            Assert.True(run.Result().IsStopped);
            return done;
        });
        Assert.Single(steps.Distinct());
        Assert.InRange(steps[0], 4, 1000);
    }

    [Fact]
    public void Cancellation_between_epochs_stops_all_ranks() => Together.Run(2, accelerator =>
    {
        using var cancellation = new CancellationTokenSource();
        using var run = new TrainingRun(accelerator, s_quiet, cancellation.Token);
        run.Begin(null, []);
        Assert.True(run.BeginEpoch());
        if (accelerator.IsMainProcess)
            cancellation.Cancel();
        Assert.False(run.IsCancelled);
        Assert.False(run.BeginEpoch());
        Assert.True(run.IsCancelled && run.Result().IsStopped);
    });

    [Fact]
    public void A_log_that_cannot_be_written_ends_the_run_on_every_rank()
    {
        using var folder = new TemporaryDirectory();
        File.WriteAllText(folder["file"], "");
        Together.Run(2, accelerator =>
        {
            using var run = new TrainingRun(accelerator, s_quiet with { OutputDirectory = folder["file"] });
            var error = Assert.ThrowsAny<IOException>(() => run.Begin(null, []));
            Assert.Equal(!accelerator.IsMainProcess, error is MainProcessException);
        });
    }

    [Fact]
    public void A_log_whose_disk_is_full_ends_the_run_on_every_rank()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here, a file on a disk that is always full.");
        using var folder = new TemporaryDirectory();
        File.CreateSymbolicLink(folder["log.csv"], "/dev/full");
        Together.Run(2, accelerator =>
        {
            using var run = new TrainingRun(accelerator, s_quiet with { OutputDirectory = folder.Path });
            run.Begin(null, []);
            Assert.True(run.BeginEpoch());
            run.EndTraining();
            var error = Assert.ThrowsAny<IOException>(run.EndEpoch);
            Assert.Equal(!accelerator.IsMainProcess, error is MainProcessException);
        });
    }

    [Fact]
    public void Speed_counts_the_samples_of_all_ranks() => Together.Run(2, accelerator =>
    {
        var time = new StoppedTime();
        using var progress = new TrainingProgress(accelerator, 1, 1, TextWriter.Null, interactive: false, time);
        progress.BeginEpoch();
        time.Pass(TimeSpan.FromSeconds(1));
        progress.Step(tensor(1f), 10);
        Assert.Equal(20, progress.SamplesPerSecond, 6);
    });

    private sealed class StoppedTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
