using System.CommandLine;

namespace Accelerate;

/// <summary>
/// The command line of a training program: its hyperparameters and the options that every run has.
/// The code generated for <see cref="AcceleratedTrainingAttribute">[AcceleratedTraining]</see> uses it.
/// </summary>
public sealed class TrainingCommand
{
    /// <summary>What a program ends with that was stopped by Ctrl-C, as shells have it.</summary>
    private const int Stopped = 130;

    private readonly RootCommand _command;
    private readonly RunOptions _defaults;
    private readonly Option<int> _epochs, _seed, _threads;
    private readonly Option<int?> _accumulation;
    private readonly Option<double?> _maxGradientNorm;
    private readonly Option<MixedPrecision?> _precision;
    private readonly Option<bool> _cpu;
    private readonly Option<string> _output;

    /// <summary>Makes a command line.</summary>
    /// <param name="description">What the help says about the program.</param>
    /// <param name="defaults">What the options are when they are not given.</param>
    public TrainingCommand(string? description, RunOptions defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        _command = new(description ?? "");
        _defaults = defaults;
        _epochs = Add(CommandOptions.Parsed("--epochs", "How often to go through the training data.", defaults.Epochs, 1));
        _accumulation = Add(CommandOptions.OptionalParsed<int>("--gradient-accumulation-steps", "How many batches make an optimizer step.", null, 1));
        _maxGradientNorm = Add(CommandOptions.OptionalParsed("--max-gradient-norm", "The norm that gradients are clipped to; 0 does not clip.", defaults.MaxGradientNorm, 0));
        _precision = Add(CommandOptions.OptionalChoice<MixedPrecision>("--mixed-precision", "No or BF16. BF16 is slow on CPUs that have no instructions for it.", null));
        _seed = Add(CommandOptions.Parsed("--seed", "Makes initial weights, dropout and other random numbers repeatable.", defaults.Seed ?? 0));
        _threads = Add(CommandOptions.Parsed("--threads", "How many threads an operator may use; 0 measures which number is fastest here.", 0, 0));
        _cpu = Add(CommandOptions.Flag("--cpu", "Train on the CPU even where there is a GPU.", false));
        _output = Add(CommandOptions.Text("--output", "The folder for the models and the log.", defaults.OutputDirectory, isRequired: defaults.OutputDirectory is null));
    }

    /// <summary>Adds an option for a hyperparameter.</summary>
    /// <typeparam name="TOption">The type of the option.</typeparam>
    /// <param name="option">The option, made by <see cref="CommandOptions"/>.</param>
    /// <returns>The option.</returns>
    public TOption Add<TOption>(TOption option)
        where TOption : Option
    {
        _command.Options.Add(option);
        return option;
    }

    /// <summary>
    /// Reads the command line, makes an accelerator and trains on a thread of its own: gradient mode, autocast, dispose scopes and teams of threads
    /// belong to a thread. Ctrl-C stops after a step, and what was trained is saved; pressed again, it ends the program at once.
    /// </summary>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="train">Trains with what was read.</param>
    /// <param name="cancellationToken">Stops training after a step.</param>
    /// <returns>0; 1 after an error, which is written to standard error; 130 when training was stopped.</returns>
    public Task<int> RunAsync(string[] args, Func<ParseResult, RunOptions, Accelerator, CancellationToken, TrainingResult> train, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(train);
        _command.SetAction((parsed, cancellation) => TrainingThread.RunAsync(
            stopping => Train(parsed, train, stopping), cancellation));
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        // Every process reads the same command line: help, and what is wrong with it, is said once on each machine.
        if (Place().LocalRank > 0)
            configuration.Output = configuration.Error = TextWriter.Null;
        return _command.Parse(args).InvokeAsync(configuration, cancellationToken);
    }

    private int Train(ParseResult parsed, Func<ParseResult, RunOptions, Accelerator, CancellationToken, TrainingResult> train, CancellationToken stopping)
    {
        try
        {
            using var accelerator = new Accelerator(new()
            {
                MixedPrecision = parsed.GetValue(_precision),
                GradientAccumulationSteps = parsed.GetValue(_accumulation),
                Cpu = parsed.GetValue(_cpu),
                Sharding = _defaults.Sharding,
                DistributedDataParallel = new() { SyncBatchNorm = _defaults.SyncBatchNorm },
                IntraOpThreads = parsed.GetValue(_threads) is > 0 and var threads ? threads : FastestThreads(),
            });
            var options = _defaults with
            {
                Epochs = parsed.GetValue(_epochs),
                MaxGradientNorm = parsed.GetValue(_maxGradientNorm) is > 0 and var norm ? norm : null,
                Seed = parsed.GetValue(_seed),
                OutputDirectory = parsed.GetRequiredValue(_output),
            };
            return train(parsed, options, accelerator, stopping).IsStopped ? Stopped : 0;
        }
        catch (MainProcessException)
        {
            // The main process says what happened.
            return 1;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or UnauthorizedAccessException or CollectiveException)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }

    private static DistributedEnvironment Place() => ProcessPlace.Find(ProcessGroup.Ambient, Environment.GetEnvironmentVariable);

    /// <summary>The number of threads that is fastest; null where several processes or the environment leave nothing to choose.</summary>
    private static int? FastestThreads()
    {
        var place = Place();
        if (place.LocalWorldSize == 1)
            return Native.ThreadMeasurement.FastestCount(Environment.ProcessorCount);
        // Ranks that are threads share one setting.
        return ProcessGroup.Ambient is null && ProcessPlace.ProcessorShare(place, Environment.GetEnvironmentVariable) is { } share ? Native.ThreadMeasurement.FastestCount(share) : null;
    }
}
