namespace Accelerate.Roles;

/// <summary>How a hyperparameter is read from the command line.</summary>
internal enum HyperparameterKind
{
    Parsed,
    OptionalParsed,
    Text,
    Flag,
    Choice,
    OptionalChoice,
}
