using System.Runtime.InteropServices;

namespace Accelerate;

/// <summary>The thread that a program trains on, and what stops it.</summary>
internal static class TrainingThread
{
    public static async Task<int> RunAsync(Func<CancellationToken, int> train, CancellationToken cancellationToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var completion = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                completion.SetResult(train(stopping.Token));
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        })
        { Name = "Training" };
        thread.Start();
        return await completion.Task.ConfigureAwait(false);

        void Stop(PosixSignalContext signal)
        {
            // The second one ends the process.
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }
}
