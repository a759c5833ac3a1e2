namespace Accelerate.Configuration;

/// <summary>The kinds of mistakes in a configuration file.</summary>
internal enum ConfigurationProblemKind
{
    /// <summary>The file is not YAML, or not one section of keys.</summary>
    Unreadable,

    /// <summary>There is no such key.</summary>
    UnknownKey,

    /// <summary>The value is of the wrong type, or none of those accepted.</summary>
    WrongValue,

    /// <summary>Two keys contradict each other.</summary>
    Contradiction,

    /// <summary>A key that must be there is not.</summary>
    MissingKey,

    /// <summary>A key that is right but has no effect in a .NET program.</summary>
    NoEffect,
}
