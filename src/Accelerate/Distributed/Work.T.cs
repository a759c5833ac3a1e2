using System.Runtime.CompilerServices;
using Accelerate.Native;

namespace Accelerate;

/// <summary>A collective under way that makes something.</summary>
/// <typeparam name="T">What it makes.</typeparam>
public sealed class Work<T> : Work
{
    private readonly Func<NativeWork, T> _take;
    private T _result = default!;

    internal Work(ProcessGroup group, Collective collective, NativeWork native, Func<NativeWork, T> take)
        : base(group, collective, native) => _take = take;

    /// <summary>Waits for its end.</summary>
    /// <returns>What it made; the same object each time.</returns>
    /// <inheritdoc cref="Work.Wait"/>
    public new T Wait()
    {
        base.Wait();
        return _result;
    }

    /// <summary>A task of what it makes, which fails with what <see cref="Wait"/> would throw.</summary>
    public new async Task<T> AsTask()
    {
        await base.AsTask().ConfigureAwait(false);
        return _result;
    }

    /// <summary>Makes the work awaitable.</summary>
    public new TaskAwaiter<T> GetAwaiter() => AsTask().GetAwaiter();

    private protected override void TakeResult(NativeWork native) => _result = _take(native);
}
