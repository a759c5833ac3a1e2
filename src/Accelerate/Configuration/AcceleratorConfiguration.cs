namespace Accelerate;

/// <summary>The configuration file that the command <c>accelerate</c> reads, written from code.</summary>
public static class AcceleratorConfiguration
{
    /// <summary>
    /// Where the file is that is meant when none is named: <c>accelerate/default_config.yaml</c> in <c>$HF_HOME</c>, else in
    /// <c>$XDG_CACHE_HOME/huggingface</c>, else in <c>~/.cache/huggingface</c>. The same as Hugging Face Accelerate's.
    /// </summary>
    public static string DefaultFile => ConfigurationLocation.Default(Environment.GetEnvironmentVariable);

    /// <summary>Writes a configuration for this machine, without questions: one process for each GPU, or one process on the CPU where there is none. As <c>accelerate config default</c> does.</summary>
    /// <param name="path">The file, JSON where its name ends in <c>.json</c>; null for the one that <c>ACCELERATE_CONFIG_FILE</c> names, or <see cref="DefaultFile"/>.</param>
    /// <param name="mixedPrecision">The precision that prepared models compute in.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced; it is kept under the same name with <c>.bak</c> appended.</param>
    /// <returns>The full path of the file.</returns>
    /// <exception cref="IOException">The file exists and <paramref name="overwrite"/> is false, or it cannot be written; nothing has changed then.</exception>
    /// <exception cref="ArgumentException"><paramref name="mixedPrecision"/> is none of the defined ones.</exception>
    public static string WriteDefault(string? path = null, MixedPrecision mixedPrecision = MixedPrecision.No, bool overwrite = false)
    {
        if (!Enum.IsDefined(mixedPrecision))
            throw new ArgumentException($"MixedPrecision is {(int)mixedPrecision}, which is none of No, FP16 and BF16.", nameof(mixedPrecision));
        return WriteDefault(ConfigurationLocation.Target(path, Environment.GetEnvironmentVariable), mixedPrecision, overwrite, Hardware.Detect(), out _);
    }

    internal static string WriteDefault(string path, MixedPrecision mixedPrecision, bool overwrite, Hardware hardware, out string? kept)
    {
        if (File.Exists(path) && !overwrite)
            throw new IOException($"There is a configuration file already, and it was left as it is: {path}. Say that it may be replaced (--overwrite, in code overwrite: true; it is kept as {Path.GetFileName(path)}.bak), or name another file (--config-file).");
        kept = ConfigurationSaver.Save(path, ConfigurationText.For(path, Default(mixedPrecision, hardware)));
        return path;
    }

    /// <summary>The keys for a machine, in the order of their names as Hugging Face writes them.</summary>
    private static List<KeyValuePair<string, object>> Default(MixedPrecision mixedPrecision, Hardware hardware) =>
    [
        new("compute_environment", "LOCAL_MACHINE"),
        new("debug", false),
        new("distributed_type", hardware.Gpus > 1 ? "MULTI_GPU" : "NO"),
        new("machine_rank", 0),
        new("mixed_precision", mixedPrecision.ToString().ToLowerInvariant()),
        new("num_machines", 1),
        new("num_processes", Math.Max(1, hardware.Gpus)),
        new("use_cpu", hardware.Gpus == 0),
    ];
}
