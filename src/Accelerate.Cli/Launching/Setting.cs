using System.Globalization;
using Accelerate.Configuration;
using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary>The value of an option, as text, and who said it.</summary>
/// <param name="Name">The name of the option.</param>
/// <param name="Text">The value.</param>
/// <param name="Source">Who said it: the command line, an environment variable, a line of the file, or nobody.</param>
/// <param name="IsDefault">Whether nobody did.</param>
internal sealed record Setting(string Name, string Text, string Source, bool IsDefault)
{
    /// <summary>The value as a whole number.</summary>
    /// <exception cref="LaunchException">It is none, or is too small or large.</exception>
    public int Number(int minimum, int maximum = int.MaxValue) =>
        int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
            ? number
            : throw Refuse(maximum == int.MaxValue ? $"a whole number of at least {minimum}" : $"a whole number from {minimum} to {maximum}");

    /// <summary>The value as a number of seconds.</summary>
    /// <exception cref="LaunchException">It is none, or negative.</exception>
    public TimeSpan Seconds() =>
        double.TryParse(Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : throw Refuse("a number of seconds, such as 0.1");

    /// <summary>The value as true or false.</summary>
    /// <exception cref="LaunchException">It is neither.</exception>
    public bool Flag() => BooleanType.Parse(Text) ?? throw Refuse("true or false");

    /// <summary>The error for a value that is not accepted.</summary>
    public LaunchException Refuse(string wanted) => new($"--{Name} is '{Text}' ({Source}); it must be {wanted}.");
}
