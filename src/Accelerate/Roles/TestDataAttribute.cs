namespace Accelerate;

/// <summary>Marks the method that creates the test data, on which the method marked <see cref="ValidationStepAttribute"/> is run when training is over.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class TestDataAttribute : Attribute
{
    /// <summary>Whether the test data is evaluated after every epoch too.</summary>
    public bool EveryEpoch { get; set; }
}
