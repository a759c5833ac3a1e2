using Accelerate.Configuration;

namespace Accelerate;

/// <summary>Reads the configuration file that the environment names.</summary>
internal static class ConfigurationFileReader
{
    public const string Variable = "ACCELERATE_CONFIG_FILE";

    /// <summary>What the file says; nothing where no file is named.</summary>
    /// <exception cref="FileNotFoundException">The file named does not exist.</exception>
    /// <exception cref="InvalidDataException">The file has mistakes; the message lists each with its line and column.</exception>
    public static ConfigurationValues Read(Func<string, string?> environment)
    {
        var path = environment(Variable);
        if (string.IsNullOrWhiteSpace(path))
            return new();
        if (!File.Exists(path))
            throw new FileNotFoundException($"The environment variable {Variable} is '{path}', and there is no such file. Correct it, or remove it to train without a configuration file.", path);
        var file = ConfigurationFile.Parse(File.ReadAllText(path));
        var mistakes = file.Problems.Where(problem => problem.IsError).ToArray();
        if (mistakes.Length > 0)
            throw new InvalidDataException($"The configuration file '{path}' has {(mistakes.Length == 1 ? "a mistake" : $"{mistakes.Length} mistakes")}:\n" + string.Join("\n", mistakes.Select(mistake => $"  {path}:{mistake}")));
        return file.Values;
    }
}
