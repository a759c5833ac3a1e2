using System.Globalization;

namespace Accelerate.Configuration;

/// <summary>A number that is not negative.</summary>
internal sealed class NumberType : KeyType
{
    public override string Expectation => "a number of at least 0";

    public override bool Accepts(YamlNode value) =>
        value is YamlScalar scalar && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0;
}
