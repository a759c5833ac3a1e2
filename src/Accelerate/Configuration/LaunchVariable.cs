namespace Accelerate;

/// <summary>A number that a launcher hands over, and the environment variable it came from.</summary>
internal sealed record LaunchVariable(string Name, int Value)
{
    public override string ToString() => $"{Name} = {Value}";
}
