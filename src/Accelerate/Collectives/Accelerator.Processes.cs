using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    private bool _trigger;

    /// <summary>Writes a line to standard output, once on each machine.</summary>
    /// <param name="value">What to write.</param>
    public void Print(object? value)
    {
        ThrowIfDisposed();
        if (IsLocalMainProcess)
            Console.WriteLine(value);
    }

    /// <summary>Waits until every process has arrived here; with one process that is at once.</summary>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    public void WaitForEveryone([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        Group?.Barrier(file, line);
    }

    /// <summary>Lets the main process go through a block before all others, so that it can download or build what they then find done.</summary>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>The block, to be disposed at its end: <c>using (accelerator.MainProcessFirst()) { … }</c>. An exception in it lets the others go on.</returns>
    public IDisposable MainProcessFirst([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => First(IsMainProcess, file, line);

    /// <summary>As <see cref="MainProcessFirst"/>, with one process of each machine going first.</summary>
    /// <inheritdoc cref="MainProcessFirst"/>
    public IDisposable LocalMainProcessFirst([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => First(IsLocalMainProcess, file, line);

    /// <summary>Does something on the main process alone. Nothing in it may wait for other processes.</summary>
    /// <param name="action">What to do.</param>
    public void OnMainProcess(Action action) => On(IsMainProcess, action);

    /// <summary>Does something on one process of each machine. Nothing in it may wait for other processes.</summary>
    /// <inheritdoc cref="OnMainProcess"/>
    public void OnLocalMainProcess(Action action) => On(IsLocalMainProcess, action);

    /// <summary>Does something on the process of the highest rank alone. Nothing in it may wait for other processes.</summary>
    /// <inheritdoc cref="OnMainProcess"/>
    public void OnLastProcess(Action action) => On(IsLastProcess, action);

    /// <summary>Does something on one process alone. Nothing in it may wait for other processes.</summary>
    /// <param name="index">The rank of the process.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    public void OnProcess(int index, Action action)
    {
        RequireRank(index);
        On(ProcessIndex == index, action);
    }

    /// <summary>Does something on one process of each machine alone. Nothing in it may wait for other processes.</summary>
    /// <param name="index">The rank of the process on its machine; where a machine has fewer processes, nothing is done on it.</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public void OnLocalProcess(int index, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        On(LocalProcessIndex == index, action);
    }

    /// <summary>Asks all processes for something that <see cref="CheckTrigger"/> tells them, such as to stop.</summary>
    public void SetTrigger()
    {
        ThrowIfDisposed();
        _trigger = true;
    }

    /// <summary>Whether <see cref="SetTrigger"/> was called on any process since the last check. Every process must ask, and all get the same answer.</summary>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    public bool CheckTrigger([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        var isSet = NumProcesses == 1 ? _trigger : Most([_trigger ? 1 : 0], nameof(CheckTrigger), file, line)[0] > 0;
        _trigger = false;
        return isSet;
    }

    /// <summary>Seeds libtorch's default generators of all devices, which the whole process shares.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="deviceSpecific">Whether every process draws other numbers: its rank is added to the seed. Initial weights then differ until they are broadcast.</param>
    public void SetSeed(long seed, bool deviceSpecific = false)
    {
        ThrowIfDisposed();
        manual_seed(deviceSpecific ? seed + ProcessIndex : seed);
    }

    /// <summary>Gives the generator of every process the state of the main process's.</summary>
    /// <param name="generator">The generator; null for libtorch's default one for the CPU.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    public void SynchronizeRandomState(Generator? generator = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        if (NumProcesses == 1)
            return;
        using var scope = NewDisposeScope();
        var state = generator?.get_state() ?? get_rng_state();
        var common = Broadcast(state, 0, file, line);
        if (IsMainProcess)
            return;
        if (generator is null)
            set_rng_state(common);
        else
            generator.set_state(common);
    }

    /// <summary>The largest that each of some numbers is on any process.</summary>
    internal long[] Most(long[] numbers, string operation, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (Group is not { } group)
            return numbers;
        using var scope = NewDisposeScope();
        var most = Together(
            group, operation, tensor(numbers), false, (_, messages, tensors, _, _) => TensorCollectives.Reduce(group, messages, tensors, ReduceOp.Maximum, file, line), file, line);
        return [.. most.data<long>()];
    }

    /// <summary>Has the main process write a file while the others wait, and fail where it failed.</summary>
    internal void WriteOnMainProcess(Action write, string what, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Exception? failure = null;
        try
        {
            if (IsMainProcess)
                write();
        }
        catch (Exception exception) when (Group is not null)
        {
            failure = exception;
        }
        if (Group is null)
            return;
        var message = BroadcastObject(failure?.Message, CollectiveJson.Default.String, 0, file, line);
        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        if (message is not null)
            throw new MainProcessException($"The main process could not write {what}: {message}");
    }

    private FirstProcess First(bool goesFirst, string file, int line)
    {
        ThrowIfDisposed();
        if (!goesFirst)
            Group?.Barrier(file, line);
        return new(goesFirst ? Group : null, file, line);
    }

    private void On(bool isHere, Action action)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(action);
        if (isHere)
            action();
    }
}
