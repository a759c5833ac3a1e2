using System.Globalization;

namespace Accelerate;

/// <summary>The options of an accelerator with the environment consulted and every value checked.</summary>
internal sealed record AcceleratorSettings(
    MixedPrecision MixedPrecision,
    int GradientAccumulationSteps,
    bool Cpu,
    bool DevicePlacement,
    bool StepSchedulerWithOptimizer,
    bool SyncWithDataLoader,
    int? IntraOpThreads,
    DataLoaderConfiguration DataLoader)
{
    private const string PrecisionVariable = "ACCELERATE_MIXED_PRECISION";
    private const string AccumulationVariable = "ACCELERATE_GRADIENT_ACCUMULATION_STEPS";
    private const string CpuVariable = "ACCELERATE_USE_CPU";
    private const string WorldSizeVariable = "WORLD_SIZE";

    public static AcceleratorSettings Resolve(AcceleratorOptions options, Func<string, string?> environment)
    {
        RefuseManyProcesses(environment);
        if (options.IntraOpThreads < 1)
            throw new ArgumentException($"IntraOpThreads is {options.IntraOpThreads}. Give at least 1, or leave it out to keep libtorch's setting.", nameof(options));
        if (options.DataLoader is not { } loader)
            throw new ArgumentException("DataLoader is null. Leave it out to take its defaults.", nameof(options));
        if (loader.PrefetchFactor < 0)
            throw new ArgumentException($"PrefetchFactor is {loader.PrefetchFactor}. Give 0 to read batches on the training thread, or the number of batches to keep ready.", nameof(options));
        return new(
            Precision(options, environment),
            AccumulationSteps(options, environment),
            options.Cpu || Flag(CpuVariable, environment(CpuVariable)),
            options.DevicePlacement,
            options.StepSchedulerWithOptimizer,
            options.SyncWithDataLoader,
            options.IntraOpThreads,
            loader);
    }

    /// <summary>The number of micro-batches in a window, or the error for one that makes no sense.</summary>
    public static int CheckAccumulationSteps(int steps, string parameter) => steps >= 1
        ? steps
        : throw new ArgumentException($"GradientAccumulationSteps is {steps}. Give at least 1; 1 makes every batch an optimizer step.", parameter);

    private static void RefuseManyProcesses(Func<string, string?> environment)
    {
        var text = environment(WorldSizeVariable);
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size < 1)
            throw new ArgumentException($"The environment variable {WorldSizeVariable} is '{text}'. It is the number of processes, at least 1; remove it to train in one.");
        if (size > 1)
            throw new NotSupportedException(
                $"The environment variable {WorldSizeVariable} is {size}, so a launcher started {size} processes, and this version trains in one process: " +
                $"each would train a copy of its own. Start the program once, without a launcher or with one process.");
    }

    private static MixedPrecision Precision(AcceleratorOptions options, Func<string, string?> environment)
    {
        if (options.MixedPrecision is { } chosen)
            return Enum.IsDefined(chosen)
                ? chosen
                : throw new ArgumentException($"MixedPrecision is {(int)chosen}, which is none of No, FP16 and BF16.", nameof(options));
        var text = environment(PrecisionVariable);
        return text?.Trim().ToLowerInvariant() switch
        {
            null or "" or "no" => MixedPrecision.No,
            "fp16" => MixedPrecision.FP16,
            "bf16" => MixedPrecision.BF16,
            _ => throw new ArgumentException($"The environment variable {PrecisionVariable} is '{text}'. It can be no, fp16 or bf16."),
        };
    }

    private static int AccumulationSteps(AcceleratorOptions options, Func<string, string?> environment)
    {
        if (options.GradientAccumulationSteps is { } chosen)
            return CheckAccumulationSteps(chosen, nameof(options));
        var text = environment(AccumulationVariable);
        if (string.IsNullOrWhiteSpace(text))
            return 1;
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var steps) && steps >= 1
            ? steps
            : throw new ArgumentException($"The environment variable {AccumulationVariable} is '{text}'. It is the number of micro-batches in one optimizer step, a whole number of at least 1.");
    }

    private static bool Flag(string variable, string? text) => text?.Trim().ToLowerInvariant() switch
    {
        null or "" or "0" or "n" or "no" or "f" or "false" or "off" => false,
        "1" or "y" or "yes" or "t" or "true" or "on" => true,
        _ => throw new ArgumentException($"The environment variable {variable} is '{text}'. It can be true or false (also yes and no, on and off, 1 and 0)."),
    };
}
