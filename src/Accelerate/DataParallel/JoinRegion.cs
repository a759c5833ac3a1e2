using System.Text;
using TorchSharp.Modules;

namespace Accelerate;

/// <summary>What <see cref="Accelerator.JoinUnevenInputs"/> opens.</summary>
internal sealed class JoinRegion(Accelerator owner) : IDisposable
{
    private bool _isDisposed;

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        owner.Join();
    }

    /// <summary>Gives all ranks what a rank has come to: steps counted, schedules, and the state of the optimizers.</summary>
    public static void Share(IEnumerable<AcceleratedOptimizer> optimizers, IEnumerable<AcceleratedScheduler> schedulers, ProcessGroup group, int source)
    {
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
        {
            foreach (var scheduler in schedulers)
                writer.Write(scheduler.StepCount);
            foreach (var optimizer in optimizers)
            {
                writer.Write(optimizer.StepCount);
                (optimizer.Inner as OptimizerHelper)?.save_state_dict(writer);
            }
        }
        using var received = new MemoryStream(GroupBytes.Broadcast(state.ToArray(), source, group));
        if (group.Rank == source)
            return;
        using var reader = new BinaryReader(received);
        // Schedules first: a step changes the learning rate by a factor, and the optimizer's state brings the rate that holds.
        foreach (var scheduler in schedulers)
            scheduler.CatchUp(reader.ReadInt64());
        foreach (var optimizer in optimizers)
        {
            optimizer.StepCount = reader.ReadInt64();
            (optimizer.Inner as OptimizerHelper)?.load_state_dict(reader);
        }
        foreach (var scheduler in schedulers)
            scheduler.SeeSteps();
    }
}
