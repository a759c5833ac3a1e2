namespace Accelerate.Benchmarks;

/// <summary>The names of what is measured: the fastest block of each loop; for those beside Python, which tells the mean of its steps, the mean as well.</summary>
internal static class Columns
{
    public const string Plain = "plain", Written = "written", PlainReady = "plain, batches ready", WrittenReady = "written, batches ready", GeneratedReady = "generated, batches ready", PlainMean = "plain, mean", WrittenMean = "written, mean", Python = "Python";
}
