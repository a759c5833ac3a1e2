using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Shows how training goes: epoch, step, loss, samples per second and the time left, on one line that is redrawn in place on a
/// terminal, as plain lines every few seconds elsewhere. Only the main process writes. The loss is read, which waits for its
/// device, only when a line is due.
/// </summary>
public sealed class TrainingProgress : IDisposable
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_plainLine = TimeSpan.FromSeconds(5);

    private readonly TextWriter? _output;
    private readonly bool _interactive;
    private readonly TimeProvider _time;
    private readonly int _epochs;
    private readonly long? _stepsPerEpoch;
    private readonly int _processes;
    private int _epoch;
    private long _step;
    private long _steps;
    private long _samples;
    private TimeSpan _trained;
    private long _last;
    private long _drawn;
    private bool _lineIsOpen;

    /// <summary>Begins to watch a training run.</summary>
    /// <param name="accelerator">The accelerator that trains.</param>
    /// <param name="epochs">The number of epochs, at least 1.</param>
    /// <param name="stepsPerEpoch">The number of batches in an epoch; null where it is not known, and then no time left is shown.</param>
    public TrainingProgress(Accelerator accelerator, int epochs, long? stepsPerEpoch)
        : this(accelerator, epochs, stepsPerEpoch, Console.Out, !Console.IsOutputRedirected, TimeProvider.System)
    {
    }

    /// <param name="accelerator">The accelerator that trains.</param>
    /// <param name="epochs">The number of epochs, at least 1.</param>
    /// <param name="stepsPerEpoch">The number of batches in an epoch, if known.</param>
    /// <param name="output">Where to write; null writes nothing, and reads no loss.</param>
    /// <param name="interactive">Whether the output is a terminal.</param>
    /// <param name="time">The clock.</param>
    internal TrainingProgress(Accelerator accelerator, int epochs, long? stepsPerEpoch, TextWriter? output, bool interactive, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentOutOfRangeException.ThrowIfLessThan(epochs, 1);
        _output = accelerator.IsMainProcess ? output : null;
        _processes = accelerator.NumProcesses;
        _interactive = interactive;
        _time = time;
        _epochs = epochs;
        _stepsPerEpoch = stepsPerEpoch;
        _last = _drawn = time.GetTimestamp();
    }

    /// <summary>The samples that all processes together trained on in each second, taking each to have as many as this one; not counting the time between epochs; 0 before the first step.</summary>
    public double SamplesPerSecond => _trained > TimeSpan.Zero ? _samples / _trained.TotalSeconds : 0;

    /// <summary>Says that an epoch begins; its number is counted from 1.</summary>
    public void BeginEpoch()
    {
        _epoch++;
        _step = 0;
        _last = _time.GetTimestamp();
    }

    /// <summary>Says that a batch has been trained on.</summary>
    /// <param name="loss">Its loss, a scalar; it is read only when a line is due.</param>
    /// <param name="samples">The number of samples in it, in this process.</param>
    public void Step(Tensor loss, long samples)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var now = _time.GetTimestamp();
        _trained += _time.GetElapsedTime(_last, now);
        _last = now;
        _step++;
        _steps++;
        _samples += samples * _processes;
        if (_output is null)
            return;
        var sinceDrawn = _time.GetElapsedTime(_drawn, now);
        if (_step == _stepsPerEpoch || sinceDrawn >= (_interactive ? s_redraw : s_plainLine))
        {
            _drawn = now;
            Draw(Describe(loss.ToSingle()));
        }
    }

    /// <summary>Writes a line of its own, above the line that is redrawn.</summary>
    /// <param name="text">The line.</param>
    public void WriteLine(string text)
    {
        CloseLine();
        _output?.WriteLine(text);
    }

    /// <summary>Ends the line that is redrawn.</summary>
    public void Dispose() => CloseLine();

    private string Describe(float loss)
    {
        var step = _stepsPerEpoch is { } steps ? $"{_step}/{steps}" : $"{_step}";
        // In floating point, whose conversion to ticks stops at the longest time that there is.
        var left = _stepsPerEpoch is { } each
            ? $"  {Duration(new((long)(_trained.Ticks / (double)_steps * Math.Max(0, (double)each * (_epochs - _epoch + 1) - _step))))} left"
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"epoch {_epoch}/{_epochs}  step {step}  loss {loss:F4}  {SamplesPerSecond:F0} samples/s{left}");
    }

    private void Draw(string line)
    {
        if (!_interactive)
        {
            _output!.WriteLine(line);
            return;
        }
        // To the start of the line, the text, and nothing of a longer one before.
        _output!.Write($"\r{line}\u001b[K");
        _output.Flush();
        _lineIsOpen = true;
    }

    private void CloseLine()
    {
        if (_lineIsOpen)
            _output!.WriteLine();
        _lineIsOpen = false;
    }

    private static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
}
