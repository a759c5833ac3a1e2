namespace Accelerate.Benchmarks;

/// <summary>The names of the loops.</summary>
internal static class Columns
{
    public const string Plain = "plain", Written = "written", PlainReady = "plain, batches ready", WrittenReady = "written, batches ready", GeneratedReady = "generated, batches ready", Python = "Python";
}
