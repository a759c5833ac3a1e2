using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Accelerate;

/// <summary>Makes command-line options that read their values by the invariant culture and say what they accept.</summary>
public static class CommandOptions
{
    /// <summary>An option for a value that parses itself, such as a number.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The option, such as <c>--learning-rate</c>.</param>
    /// <param name="description">What the help says about it.</param>
    /// <param name="value">The value when it is not given.</param>
    /// <param name="minimum">The smallest number accepted.</param>
    /// <param name="maximum">The largest number accepted.</param>
    /// <param name="exclusiveMinimum">Whether the smallest number itself is refused.</param>
    /// <param name="isRequired">Whether it must be given.</param>
    public static Option<T> Parsed<T>(string name, string? description, T value, double? minimum = null, double? maximum = null, bool exclusiveMinimum = false, bool isRequired = false)
        where T : struct, IParsable<T>
    {
        var range = new Range(minimum, maximum, exclusiveMinimum);
        return Make(name, description, value, isRequired, argument => Parse<T>(argument, range) ?? default);
    }

    /// <summary>An option for a value that parses itself or is absent.</summary>
    /// <inheritdoc cref="Parsed"/>
    public static Option<T?> OptionalParsed<T>(string name, string? description, T? value, double? minimum = null, double? maximum = null, bool exclusiveMinimum = false, bool isRequired = false)
        where T : struct, IParsable<T>
    {
        var range = new Range(minimum, maximum, exclusiveMinimum);
        return Make(name, description, value, isRequired, argument => Parse<T>(argument, range));
    }

    /// <summary>An option for one of the names of an enumeration, in upper or lower case.</summary>
    /// <inheritdoc cref="Parsed"/>
    public static Option<T> Choice<T>(string name, string? description, T value, bool isRequired = false)
        where T : struct, Enum
    {
        var option = Make(name, description, value, isRequired, argument => Choose<T>(argument) ?? default);
        option.HelpName = string.Join('|', Enum.GetNames<T>());
        return option;
    }

    /// <summary>An option for one of the names of an enumeration, or none.</summary>
    /// <inheritdoc cref="Parsed"/>
    public static Option<T?> OptionalChoice<T>(string name, string? description, T? value, bool isRequired = false)
        where T : struct, Enum
    {
        var option = Make(name, description, value, isRequired, Choose<T>);
        option.HelpName = string.Join('|', Enum.GetNames<T>());
        return option;
    }

    /// <summary>An option for a text.</summary>
    /// <inheritdoc cref="Parsed"/>
    public static Option<string> Text(string name, string? description, string? value, bool isRequired = false) =>
        Make(name, description, value!, isRequired, argument => argument.Tokens[^1].Value);

    /// <summary>An option that is true when given, unless <c>false</c> follows it.</summary>
    /// <inheritdoc cref="Parsed"/>
    public static Option<bool> Flag(string name, string? description, bool value, bool isRequired = false)
    {
        var option = Make(name, description, value, isRequired, argument => argument.Tokens.Count == 0 || (Parse<bool>(argument, default) ?? false));
        option.Arity = ArgumentArity.ZeroOrOne;
        return option;
    }

    private static Option<T> Make<T>(string name, string? description, T value, bool isRequired, Func<ArgumentResult, T> parse)
    {
        var option = new Option<T>(name) { Description = description, Required = isRequired, CustomParser = parse };
        if (!isRequired)
            option.DefaultValueFactory = _ => value;
        return option;
    }

    private static T? Parse<T>(ArgumentResult argument, Range range)
        where T : struct, IParsable<T>
    {
        var text = argument.Tokens[^1].Value;
        var type = Type.GetTypeCode(typeof(T));
        string? wanted;
        // A comma would be taken for one between thousands, which someone used to a decimal comma does not expect.
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && !(type is >= TypeCode.SByte and <= TypeCode.Decimal && text.Contains(',')))
        {
            wanted = value is IConvertible number && type is >= TypeCode.SByte and <= TypeCode.Decimal ? range.Refuse(number.ToDouble(CultureInfo.InvariantCulture)) : null;
            if (wanted is null)
                return value;
            argument.AddError($"{NameOf(argument)} is {text}; it must be {wanted}.");
            return null;
        }
        wanted = type switch
        {
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
            >= TypeCode.Single and <= TypeCode.Decimal => "a number",
            TypeCode.Boolean => "true or false",
            _ => $"a {typeof(T).Name}",
        };
        argument.AddError($"{NameOf(argument)} is '{text}'; it must be {wanted}.");
        return null;
    }

    private static T? Choose<T>(ArgumentResult argument)
        where T : struct, Enum
    {
        var text = argument.Tokens[^1].Value;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
            return value;
        argument.AddError($"{NameOf(argument)} is '{text}'; it must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    private static string NameOf(ArgumentResult argument) => argument.Parent is OptionResult option ? option.Option.Name : argument.Argument.Name;

    /// <summary>The numbers that an option accepts.</summary>
    private readonly record struct Range(double? Minimum, double? Maximum, bool ExclusiveMinimum)
    {
        /// <summary>What a number must be, where it is not.</summary>
        public string? Refuse(double number) => this switch
        {
            { Minimum: { } minimum, ExclusiveMinimum: true } when !(number > minimum) => string.Create(CultureInfo.InvariantCulture, $"greater than {minimum}"),
            { Minimum: { } minimum, ExclusiveMinimum: false } when !(number >= minimum) => string.Create(CultureInfo.InvariantCulture, $"at least {minimum}"),
            { Maximum: { } maximum } when !(number <= maximum) => string.Create(CultureInfo.InvariantCulture, $"at most {maximum}"),
            _ => null,
        };
    }
}
