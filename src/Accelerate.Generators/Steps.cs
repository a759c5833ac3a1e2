namespace Accelerate.Generators;

/// <summary>The names of the generator's steps, for the tests that watch what is computed again.</summary>
public static class Steps
{
    /// <summary>The training programs.</summary>
    public const string Programs = nameof(Programs);

    /// <summary>The types of batches.</summary>
    public const string Batches = nameof(Batches);
}
