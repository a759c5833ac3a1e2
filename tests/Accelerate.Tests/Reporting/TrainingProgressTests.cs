using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Reporting;

public sealed class TrainingProgressTests : IDisposable
{
    private readonly Accelerator _accelerator = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly Clock _clock = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _accelerator.Dispose();
    }

    [Fact]
    public void Away_from_a_terminal_a_plain_line_comes_every_five_seconds_and_at_the_end_of_an_epoch()
    {
        using var progress = Start(epochs: 2, stepsPerEpoch: 8, interactive: false);
        progress.BeginEpoch();
        for (var i = 0; i < 8; i++)
            Step(progress, seconds: 1, loss: 0.5, samples: 10);
        Assert.Equal(
            "epoch 1/2  step 5/8  loss 0.5000  10 samples/s  0:11 left\n" +
            "epoch 1/2  step 8/8  loss 0.5000  10 samples/s  0:08 left\n", _output.ToString());
    }

    [Fact]
    public void On_a_terminal_one_line_is_redrawn_and_text_goes_above_it()
    {
        using (var progress = Start(epochs: 1, stepsPerEpoch: 3, interactive: true))
        {
            progress.BeginEpoch();
            Step(progress, seconds: 0.2, loss: 1, samples: 1);
            Step(progress, seconds: 0.05, loss: 1, samples: 1);
            progress.WriteLine("halfway");
            Step(progress, seconds: 0.2, loss: 2, samples: 1);
        }
        var lines = _output.ToString().Split('\n');
        Assert.Equal(["\repoch 1/1  step 1/3  loss 1.0000  5 samples/s  0:00 left\u001b[K", "halfway", "\repoch 1/1  step 3/3  loss 2.0000  7 samples/s  0:00 left\u001b[K", ""], lines);
    }

    [Fact]
    public void A_time_left_beyond_all_measure_is_no_error()
    {
        using var progress = Start(epochs: int.MaxValue, stepsPerEpoch: int.MaxValue, interactive: false);
        progress.BeginEpoch();
        Step(progress, seconds: 3600, loss: 1, samples: 1);
        Assert.Matches(@"step 1/2147483647 .* [0-9]+:[0-5][0-9]:[0-5][0-9] left\n$", _output.ToString());
    }

    [Fact]
    public void The_time_between_epochs_does_not_count()
    {
        using var progress = Start(epochs: 2, stepsPerEpoch: 1, interactive: false);
        Assert.Equal(0, progress.SamplesPerSecond);
        progress.BeginEpoch();
        Step(progress, seconds: 2, loss: 1, samples: 100);
        _clock.Advance(60);
        progress.BeginEpoch();
        Step(progress, seconds: 2, loss: 1, samples: 100);
        Assert.Equal(50, progress.SamplesPerSecond, 1e-9);
    }

    [Fact]
    public void An_epoch_of_unknown_length_shows_no_time_left()
    {
        using var progress = Start(epochs: 1, stepsPerEpoch: null, interactive: true);
        progress.BeginEpoch();
        Step(progress, seconds: 1, loss: 0.25, samples: 4);
        Assert.Equal("\repoch 1/1  step 1  loss 0.2500  4 samples/s\u001b[K", _output.ToString());
    }

    [Fact]
    public void A_run_has_at_least_one_epoch() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingProgress(_accelerator, 0, 1));

    private TrainingProgress Start(int epochs, long? stepsPerEpoch, bool interactive) =>
        new(_accelerator, epochs, stepsPerEpoch, _output, interactive, _clock);

    private void Step(TrainingProgress progress, double seconds, double loss, long samples)
    {
        _clock.Advance(seconds);
        progress.Step(tensor(loss), samples);
    }

    private sealed class Clock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * TimeSpan.TicksPerSecond);
    }
}
