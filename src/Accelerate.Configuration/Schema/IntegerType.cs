using System.Globalization;

namespace Accelerate.Configuration;

/// <summary>A whole number between bounds.</summary>
internal sealed class IntegerType(int minimum, int maximum = int.MaxValue) : KeyType
{
    public override string Expectation => maximum == int.MaxValue
        ? $"a whole number of at least {minimum.ToString(CultureInfo.InvariantCulture)}"
        : $"a whole number from {minimum.ToString(CultureInfo.InvariantCulture)} to {maximum.ToString(CultureInfo.InvariantCulture)}";

    public override bool Accepts(YamlNode value) => value is YamlScalar scalar && Parse(scalar.Text) is { } number && number >= minimum && number <= maximum;

    /// <summary>The value of a text; null for one that is not a whole number.</summary>
    public static int? Parse(string text) =>
        int.TryParse(text.Trim().Replace("_", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
