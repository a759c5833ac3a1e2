namespace Accelerate.OperatorGenerator;

/// <summary>The names of the generator's steps, for the tests that watch what is computed again.</summary>
public static class Steps
{
    /// <summary>One parsed operator list.</summary>
    public const string Lists = nameof(Lists);

    /// <summary>What one list binds: the source text depends on this and not on the list's errors.</summary>
    public const string Bindings = nameof(Bindings);

    /// <summary>The operators that all lists together call.</summary>
    public const string Operators = nameof(Operators);

    /// <summary>The malformed lines of one list.</summary>
    public const string Errors = nameof(Errors);
}
