using System.CommandLine;
using Accelerate.Configuration;
using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary>Tells the options of <c>accelerate launch</c> from the target and everything after it, which is the program's.</summary>
internal static class LaunchArguments
{
    private const string EndOfOptions = "--";

    /// <summary>The arguments with underscores in options' names made hyphens, and <c>--</c> in front of the target, so that the parser leaves the rest alone.</summary>
    /// <param name="options">The options of the command.</param>
    /// <param name="arguments">What follows <c>launch</c>.</param>
    /// <exception cref="LaunchException">An option is not known, or has no meaning here.</exception>
    public static IReadOnlyList<string> Separate(IEnumerable<Option> options, IReadOnlyList<string> arguments)
    {
        var known = options.SelectMany(static option => option.Aliases.Append(option.Name).Select(name => (name, option))).ToDictionary(static pair => pair.name, static pair => pair.option);
        var separated = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument == EndOfOptions)
                return [.. separated, .. arguments.Skip(index)];
            if (!argument.StartsWith('-'))
                return [.. separated, EndOfOptions, .. arguments.Skip(index)];
            var sign = argument.IndexOf('=');
            var name = (sign < 0 ? argument : argument[..sign]).Replace('_', '-');
            if (!known.TryGetValue(name, out var option))
                throw Refuse(argument, name, known.Keys);
            separated.Add(sign < 0 ? name : string.Concat(name, argument.AsSpan(sign)));
            if (sign < 0 && index + 1 < arguments.Count && TakesNext(option, arguments[index + 1]))
                separated.Add(arguments[++index]);
        }
        return separated;
    }

    /// <summary>A flag needs no value, so that what follows it may be the target: <c>./true</c> would be one, <c>true</c> is taken for the value.</summary>
    private static bool TakesNext(Option option, string next) => option.Arity.MinimumNumberOfValues > 0 || (option.Arity.MaximumNumberOfValues > 0 && next is "true" or "false");

    private static LaunchException Refuse(string argument, string name, IEnumerable<string> known) => new(ForeignOptions.ReasonFor(name) is { } reason
        ? $"The option {name} is Hugging Face's, and has no meaning here: {reason}."
        : $"There is no option {argument}.{KeySuggestion.Among(name, known)} accelerate launch --help lists them; those of the program itself come after it.");
}
