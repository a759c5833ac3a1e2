using Accelerate.Testing;
using TorchSharp;

namespace Accelerate.Tests.Collectives;

/// <summary>Runs a test on the accelerators of several ranks, which are threads.</summary>
internal static class Together
{
    public static void Run(int ranks, Action<Accelerator> body) => Run(ranks, accelerator =>
    {
        body(accelerator);
        return true;
    });

    public static T[] Run<T>(int ranks, Func<Accelerator, T> body) => Ranks.Run(ranks, group =>
    {
        using var scope = torch.NewDisposeScope();
        using var accelerator = new Accelerator(new() { ProcessGroup = group, Cpu = true });
        return body(accelerator);
    });

    /// <summary>Has an accelerator work on a batch, as a prepared loader does.</summary>
    public static IDisposable Batch(this Accelerator accelerator, long? rows, long? valid)
    {
        var batch = new OneBatch(accelerator, rows, valid);
        accelerator.Begin(batch);
        return batch;
    }

    private sealed class OneBatch(Accelerator accelerator, long? rows, long? valid) : LoaderEnumeration
    {
        public override bool IsLast => true;

        public override long Position => 1;

        public override long? Remaining => 1;

        public override long? Rows => rows;

        public override long? ValidRows => valid;

        public override void Dispose()
        {
            IsOver = true;
            accelerator.End(this);
        }
    }
}
