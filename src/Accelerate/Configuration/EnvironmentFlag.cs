using Accelerate.Configuration;

namespace Accelerate;

/// <summary>Environment variables that are true or false.</summary>
internal static class EnvironmentFlag
{
    /// <summary>The variable's value; null when it is not set.</summary>
    /// <exception cref="ArgumentException">It is neither true nor false.</exception>
    public static bool? Read(string variable, Func<string, string?> environment)
    {
        var text = environment(variable);
        if (string.IsNullOrWhiteSpace(text))
            return null;
        return BooleanType.Parse(text)
            ?? throw new ArgumentException($"The environment variable {variable} is '{text}'. It can be true or false (also yes and no, on and off, 1 and 0).");
    }
}
