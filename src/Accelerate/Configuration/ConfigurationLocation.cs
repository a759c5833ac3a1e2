namespace Accelerate;

/// <summary>Where the configuration file is that is meant when none is named: Hugging Face Accelerate's place, so that both use one file.</summary>
internal static class ConfigurationLocation
{
    public const string Variable = "ACCELERATE_CONFIG_FILE";

    /// <summary>
    /// <c>accelerate/default_config.yaml</c> in <c>$HF_HOME</c>, else in <c>$XDG_CACHE_HOME/huggingface</c>, else in <c>~/.cache/huggingface</c>;
    /// <c>default_config.json</c> there, where only that exists.
    /// </summary>
    public static string Default(Func<string, string?> environment)
    {
        var folder = Path.Combine(Home(environment), "accelerate");
        var yaml = Path.Combine(folder, "default_config.yaml");
        var json = Path.Combine(folder, "default_config.json");
        return !File.Exists(yaml) && File.Exists(json) ? json : yaml;
    }

    /// <summary>The file that counts: the one named, else the one of <c>ACCELERATE_CONFIG_FILE</c>, else the default one if it exists; null for none.</summary>
    /// <exception cref="FileNotFoundException">A file that was named, or the environment names, does not exist.</exception>
    public static string? Find(string? named, Func<string, string?> environment)
    {
        if (named is not null)
            return File.Exists(named) ? named : throw new FileNotFoundException($"There is no configuration file '{named}'. Correct the path, or write one: accelerate config default --config-file '{named}'.", named);
        var standard = Default(environment);
        return Named(environment) ?? (File.Exists(standard) ? standard : null);
    }

    /// <summary>The file of <c>ACCELERATE_CONFIG_FILE</c>; null where that is not set.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    public static string? Named(Func<string, string?> environment)
    {
        var path = environment(Variable);
        if (string.IsNullOrWhiteSpace(path))
            return null;
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"The environment variable {Variable} is '{path}', and there is no such file. Correct it, or remove it to do without a configuration file.", path);
    }

    /// <summary>Where a new file goes: the path named, else that of <c>ACCELERATE_CONFIG_FILE</c>, else the default place.</summary>
    public static string Target(string? named, Func<string, string?> environment)
    {
        var path = named ?? environment(Variable);
        return Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? Default(environment) : path);
    }

    private static string Home(Func<string, string?> environment)
    {
        if (Given("HF_HOME") is { } home)
            return home;
        var cache = Given("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "huggingface");

        string? Given(string variable) => environment(variable) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
    }
}
