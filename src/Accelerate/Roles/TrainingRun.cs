using System.Globalization;
using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// What surrounds the steps of a training run: epochs, means of losses and metrics, progress, the log, stopping and saving.
/// The code generated for <see cref="AcceleratedTrainingAttribute">[AcceleratedTraining]</see> uses it; a written loop may as well.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly RunOptions _options;
    private readonly StopAgreement _stop;
    private readonly HashSet<object> _preparedBefore;
    private readonly RunningMeans _losses;
    private readonly HashSet<string> _lossNames = [];
    private readonly List<(string Name, Tensor Loss)> _reported = [];
    private readonly Dictionary<string, double> _values = [];
    private readonly Dictionary<string, double> _last = [];
    private readonly List<EpochResult> _epochs = [];
    private readonly List<string> _saved = [];
    private AcceleratedOptimizer[] _optimizers = [];
    private nn.Module[] _models = [];
    private readonly Dictionary<AcceleratedOptimizer, Parameter[]> _others = [];
    private TrainingProgress? _progress;
    private TrainingLog? _log;
    private int _epoch;

    /// <summary>Begins a run, before its models and data are created: libtorch's random numbers start from the seed of the options.</summary>
    /// <param name="accelerator">The accelerator that trains.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="cancellationToken">Stops it after a step.</param>
    /// <exception cref="ArgumentException">An option has a value that is not accepted.</exception>
    public TrainingRun(Accelerator accelerator, RunOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accelerator);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Epochs < 1)
            throw new ArgumentException($"Epochs is {options.Epochs}. Give at least 1.", nameof(options));
        if (options.MaxGradientNorm is { } norm && !(norm > 0))
            throw new ArgumentException($"MaxGradientNorm is {norm.ToString(CultureInfo.InvariantCulture)}. Give a number greater than 0, or null to clip nothing.", nameof(options));
        _accelerator = accelerator;
        _options = options;
        _stop = new(accelerator, cancellationToken);
        _preparedBefore = accelerator.Prepared();
        Metrics = new(accelerator);
        _losses = new(staysOnDevice: accelerator.Device.type != DeviceType.CPU);
        if (options.Seed is { } seed)
            manual_seed(seed);
    }

    /// <summary>The metrics of the training steps.</summary>
    public Metrics Metrics { get; }

    /// <summary>Whether cancellation was asked for; with several processes, on any of them, and all have agreed to stop.</summary>
    public bool IsCancelled => _stop.IsStopped;

    /// <summary>Whether cancellation was asked for and no accumulation window is unfinished: leave the loop. Every process leaves it after the same step.</summary>
    public bool IsStopping => IsCancelled && _accelerator.SyncGradients;

    /// <summary>How long the run is, for a learning-rate schedule.</summary>
    /// <param name="batchesPerEpoch">The batches of an epoch; null where it is not known.</param>
    public TrainingLength Length(long? batchesPerEpoch) => new(_options.Epochs, batchesPerEpoch, _accelerator.GradientAccumulationSteps);

    /// <summary>Says that everything is prepared.</summary>
    /// <param name="batchesPerEpoch">The batches of an epoch; null where it is not known.</param>
    /// <param name="models">The models.</param>
    /// <param name="optimizers">Their optimizers; the learning rate of the first is logged.</param>
    public void Begin(long? batchesPerEpoch, ReadOnlySpan<nn.Module> models, params ReadOnlySpan<AcceleratedOptimizer> optimizers)
    {
        _optimizers = optimizers.ToArray();
        _models = models.ToArray();
        // Up to here every process draws the same numbers, for the same data and weights; from here on others, for dropout and noise of its own.
        if (_options.Seed is { } seed && !_accelerator.IsMainProcess)
            manual_seed(seed + _accelerator.ProcessIndex);
        _progress = _options.Report
            ? new(_accelerator, _options.Epochs, batchesPerEpoch)
            : new(_accelerator, _options.Epochs, batchesPerEpoch, output: null, interactive: false, TimeProvider.System);
        long parameters = 0;
        foreach (var model in models)
            parameters += model.parameters().Sum(parameter => parameter.numel());
        _progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{parameters:N0} parameters on {_accelerator.Device}, {Threads.Get()} of {Environment.ProcessorCount} threads, libtorch {LibTorch.Version}{(_accelerator.NumProcesses > 1 ? $", {_accelerator.NumProcesses} processes" : "")}"));
        if (_options.OutputDirectory is { } directory)
            _accelerator.WriteOnMainProcess(() => _log = new(directory), "the log");
    }

    /// <summary>Begins the next epoch; false when the run is over or stopped.</summary>
    public bool BeginEpoch()
    {
        if (_epoch == _options.Epochs)
            return false;
        _stop.Ask();
        if (IsCancelled)
            return false;
        _epoch++;
        _values.Clear();
        Progress.BeginEpoch();
        return true;
    }

    /// <summary>Lets only the parameters of some optimizers collect gradients, until what is returned is disposed.</summary>
    /// <param name="optimizers">The optimizers, of those that the run began with; each is always named together with the same others.</param>
    public IDisposable TrainOnly(params ReadOnlySpan<AcceleratedOptimizer> optimizers)
    {
        if (!_others.TryGetValue(optimizers[0], out var others))
            _others.Add(optimizers[0], others = OthersThan(optimizers));
        return new FrozenParameters(others);
    }

    /// <summary>Adds the loss of a step to its mean over the samples of the epoch, when <see cref="EndBatch"/> says how many there are.</summary>
    /// <param name="name">What it is reported as.</param>
    /// <param name="loss">The loss, a tensor of one element.</param>
    public void Report(string name, Tensor loss)
    {
        _lossNames.Add(name);
        _reported.Add((name, loss));
    }

    /// <summary>Says that all steps of a batch are done; the losses reported since the last one count for its samples.</summary>
    /// <param name="samples">The number of samples in the batch of this process.</param>
    public void EndBatch(long samples)
    {
        var valid = _accelerator.ValidAmong(samples) ?? samples;
        foreach (var (name, loss) in _reported)
            _losses.Add(name, loss, valid);
        Progress.Step(_reported[^1].Loss, valid);
        _reported.Clear();
        if (_accelerator.SyncGradients)
            _stop.EndStep();
    }

    /// <summary>Metrics for an evaluation.</summary>
    public Metrics BeginEvaluation() => new(_accelerator);

    /// <summary>Takes over the metrics of an evaluation, unless it was cancelled.</summary>
    /// <param name="name">What was evaluated, such as <c>validation</c>; the metrics' names are put after it.</param>
    /// <param name="metrics">The metrics.</param>
    public void EndEvaluation(string name, Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (!IsCancelled)
            Take(name, metrics.Take());
    }

    /// <summary>Ends an epoch: writes a line of it, and a row of the log. Every process calls it.</summary>
    public EpochResult EndEpoch()
    {
        var result = new EpochResult(_epoch, new Dictionary<string, double>(_values));
        _epochs.Add(result);
        Progress.WriteLine($"epoch {_epoch}: {string.Join(", ", _values.Select(Describe))}");
        if (_options.OutputDirectory is not null)
            _accelerator.WriteOnMainProcess(() => _log!.Write(result, _optimizers.FirstOrDefault()?.ParamGroups.FirstOrDefault()?.LearningRate ?? 0, Progress.SamplesPerSecond), "the log");
        return result;
    }

    /// <summary>Ends the training part of an epoch: its mean losses and metrics are known.</summary>
    public void EndTraining()
    {
        foreach (var (name, loss) in _losses.Take(_accelerator))
            _values[name] = _last[name] = loss;
        Take("training", Metrics.Take());
    }

    /// <summary>Saves a model into the output directory, if there is one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its own folder there; null where it is the only model.</param>
    public void Save(nn.Module model, string? name = null)
    {
        if (_options.OutputDirectory is not { } directory)
            return;
        var folder = name is null ? directory : Path.Combine(directory, name);
        _accelerator.SaveModel(model, folder);
        _saved.Add($"{name ?? "model"}: {Path.Combine(folder, "model.safetensors")}");
    }

    /// <summary>What the run came to so far.</summary>
    public TrainingResult Result() =>
        new([.. _epochs], new Dictionary<string, double>(_last), Progress.SamplesPerSecond, IsCancelled && _epochs.Count < _options.Epochs);

    /// <summary>Writes what the run came to.</summary>
    /// <param name="result">The result.</param>
    public void End(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.IsStopped)
            Progress.WriteLine($"stopped in epoch {_epoch} of {_options.Epochs}");
        foreach (var line in _saved)
            Progress.WriteLine(line);
        if (_log is { } log)
            Progress.WriteLine($"log: {log.FilePath}");
        foreach (var value in result.Values.Where(value => !value.Key.StartsWith("training ", StringComparison.Ordinal) && !_lossNames.Contains(value.Key)))
            Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Key}: {value.Value:F4}"));
        Progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"samples per second: {result.SamplesPerSecond:F0}"));
    }

    /// <summary>Ends the run. What it prepared is no longer the accelerator's, so that the same accelerator can train again.</summary>
    public void Dispose()
    {
        _progress?.Dispose();
        _log?.Dispose();
        Metrics.Dispose();
        _losses.Dispose();
        _accelerator.ForgetAllBut(_preparedBefore);
    }

    private TrainingProgress Progress => _progress ?? throw new InvalidOperationException("The run has not begun. Call Begin once everything is prepared.");

    private static string Describe(KeyValuePair<string, double> value) => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:F4}");

    private void Take(string name, KeyValuePair<string, double>[] means)
    {
        foreach (var (metric, value) in means)
            _values[$"{name} {metric}"] = _last[$"{name} {metric}"] = value;
    }

    private Parameter[] OthersThan(ReadOnlySpan<AcceleratedOptimizer> optimizers)
    {
        var trained = new HashSet<nint>();
        foreach (var optimizer in optimizers)
            trained.UnionWith(optimizer.Identities);
        return [.. _models.SelectMany(model => model.parameters()).Where(parameter => !trained.Contains(NativeTensor.Identity(parameter.Handle)))];
    }
}
