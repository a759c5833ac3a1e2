using System.Globalization;
using Accelerate.Configuration;

namespace Accelerate;

/// <summary>The options of an accelerator with the environment and the configuration file consulted and every value checked.</summary>
internal sealed record AcceleratorSettings(
    MixedPrecision MixedPrecision,
    int GradientAccumulationSteps,
    bool Cpu,
    bool DevicePlacement,
    bool StepSchedulerWithOptimizer,
    bool SyncWithDataLoader,
    int? IntraOpThreads,
    DataLoaderConfiguration DataLoader,
    ShardingRequest? Sharding,
    int? ConfiguredProcesses,
    bool SyncEachBatch,
    DistributedDataParallelOptions DistributedDataParallel)
{
    private const string PrecisionVariable = "ACCELERATE_MIXED_PRECISION";
    private const string AccumulationVariable = "ACCELERATE_GRADIENT_ACCUMULATION_STEPS";
    private const string CpuVariable = "ACCELERATE_USE_CPU";

    public static AcceleratorSettings Resolve(AcceleratorOptions options, Func<string, string?> environment)
    {
        var file = ConfigurationLocation.Named(environment) is { } path ? CheckedFile.Read(path).Values : new();
        if (options.IntraOpThreads < 1)
            throw new ArgumentException($"IntraOpThreads is {options.IntraOpThreads}. Give at least 1, or leave it out to keep libtorch's setting.", nameof(options));
        if (options.DataLoader is not { } loader)
            throw new ArgumentException("DataLoader is null. Leave it out to take its defaults.", nameof(options));
        loader.Check(nameof(options));
        return new(
            Precision(options, environment, file),
            AccumulationSteps(options, environment, file),
            options.Cpu || (EnvironmentFlag.Read(CpuVariable, environment) ?? file.UseCpu ?? false),
            options.DevicePlacement,
            options.StepSchedulerWithOptimizer,
            options.SyncWithDataLoader,
            options.IntraOpThreads,
            loader,
            ShardingChoice.Resolve(options, environment, file),
            file.NumProcesses,
            options.SyncEachBatch,
            options.DistributedDataParallel ?? throw new ArgumentException("DistributedDataParallel is null. Leave it out to take its defaults.", nameof(options)));
    }

    /// <summary>The number of micro-batches in a window, or the error for one that makes no sense.</summary>
    public static int CheckAccumulationSteps(int steps, string parameter) => steps >= 1
        ? steps
        : throw new ArgumentException($"GradientAccumulationSteps is {steps}. Give at least 1; 1 makes every batch an optimizer step.", parameter);

    private static MixedPrecision Precision(AcceleratorOptions options, Func<string, string?> environment, ConfigurationValues file)
    {
        if (options.MixedPrecision is { } chosen)
            return Enum.IsDefined(chosen)
                ? chosen
                : throw new ArgumentException($"MixedPrecision is {(int)chosen}, which is none of No, FP16 and BF16.", nameof(options));
        var text = environment(PrecisionVariable);
        if (!string.IsNullOrWhiteSpace(text))
            return NamedPrecision(text) ?? throw new ArgumentException($"The environment variable {PrecisionVariable} is '{text}'. It can be no, fp16 or bf16.");
        return file.MixedPrecision is { } name
            ? NamedPrecision(name) ?? throw new NotSupportedException($"mixed_precision is {name} in the configuration file, which this version does not have. It can be no, fp16 or bf16.")
            : MixedPrecision.No;
    }

    private static MixedPrecision? NamedPrecision(string name) => name.Trim().ToLowerInvariant() switch
    {
        "no" => MixedPrecision.No,
        "fp16" => MixedPrecision.FP16,
        "bf16" => MixedPrecision.BF16,
        _ => null,
    };

    private static int AccumulationSteps(AcceleratorOptions options, Func<string, string?> environment, ConfigurationValues file)
    {
        if (options.GradientAccumulationSteps is { } chosen)
            return CheckAccumulationSteps(chosen, nameof(options));
        var text = environment(AccumulationVariable);
        if (string.IsNullOrWhiteSpace(text))
            return file.GradientAccumulationSteps ?? 1;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var steps) && steps >= 1
            ? steps
            : throw new ArgumentException($"The environment variable {AccumulationVariable} is '{text}'. It is the number of micro-batches in one optimizer step, a whole number of at least 1.");
    }
}
