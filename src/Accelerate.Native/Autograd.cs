namespace Accelerate.Native;

/// <summary>Backward passes over tensor handles, and the modes of the calling thread that govern recording.</summary>
public static unsafe class Autograd
{
    /// <summary>Whether operations of the calling thread are recorded.</summary>
    public static bool GradMode
    {
        get
        {
            int enabled;
            NativeError.ThrowIfFailed(NativeMethods.acc_grad_mode(&enabled));
            return enabled != 0;
        }
        set => NativeError.ThrowIfFailed(NativeMethods.acc_set_grad_mode(value ? 1 : 0));
    }

    /// <summary>Whether the calling thread is in inference mode.</summary>
    public static bool InferenceMode
    {
        get
        {
            int enabled;
            NativeError.ThrowIfFailed(NativeMethods.acc_inference_mode(&enabled));
            return enabled != 0;
        }
    }

    /// <summary>Whether backward reports which forward operation failed, and whether it looks for NaN. Shared by all threads.</summary>
    public static (bool Enabled, bool CheckNaN) AnomalyMode
    {
        get
        {
            int enabled, checkNaN;
            NativeError.ThrowIfFailed(NativeMethods.acc_anomaly_mode(&enabled, &checkNaN));
            return (enabled != 0, checkNaN != 0);
        }
        set => NativeError.ThrowIfFailed(NativeMethods.acc_set_anomaly_mode(value.Enabled ? 1 : 0, value.CheckNaN ? 1 : 0));
    }

    /// <summary>
    /// Adds the gradients of <paramref name="tensors"/> to the leaves of their graph.
    /// </summary>
    /// <param name="tensors">What to differentiate; scalars unless <paramref name="gradients"/> are given.</param>
    /// <param name="gradients">One gradient for each tensor (zero for the implicit one of a scalar), or none at all.</param>
    /// <param name="retainGraph">Keeps the graph for another pass.</param>
    /// <param name="createGraph">Records the pass itself, for higher derivatives.</param>
    /// <param name="inputs">The leaves to accumulate into; all of them when empty.</param>
    /// <exception cref="TorchException">libtorch refused; an exception of a hook comes out as itself.</exception>
    public static void Backward(ReadOnlySpan<nint> tensors, ReadOnlySpan<nint> gradients = default, bool retainGraph = false, bool createGraph = false, ReadOnlySpan<nint> inputs = default)
    {
        fixed (nint* tensor = tensors, gradient = gradients, input = inputs)
            NativeError.ThrowIfFailed(NativeMethods.acc_backward(tensor, tensors.Length, gradient, gradients.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0, input, inputs.Length));
    }

    /// <summary>The gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>, as new handles; nothing is accumulated.</summary>
    /// <param name="outputs">What to differentiate.</param>
    /// <param name="inputs">With respect to what.</param>
    /// <param name="gradients">One gradient for each output, or none at all.</param>
    /// <param name="retainGraph">Keeps the graph for another pass.</param>
    /// <param name="createGraph">Records the pass itself, for higher derivatives.</param>
    /// <param name="allowUnused">Gives zero for an input that the outputs do not depend on, which is an error otherwise.</param>
    /// <exception cref="TorchException">libtorch refused; an exception of a hook comes out as itself.</exception>
    public static nint[] Gradients(ReadOnlySpan<nint> outputs, ReadOnlySpan<nint> inputs, ReadOnlySpan<nint> gradients = default, bool retainGraph = false, bool createGraph = false, bool allowUnused = false)
    {
        var results = new nint[inputs.Length];
        fixed (nint* output = outputs, input = inputs, gradient = gradients, result = results)
            NativeError.ThrowIfFailed(NativeMethods.acc_grad(output, outputs.Length, input, inputs.Length, gradient, gradients.Length, retainGraph ? 1 : 0, createGraph ? 1 : 0, allowUnused ? 1 : 0, result));
        return results;
    }

    /// <summary>Enters (or leaves, for the time being) inference mode on the calling thread until the result is disposed, on the same thread, last entered first.</summary>
    public static IDisposable EnterInferenceMode(bool enabled = true)
    {
        nint guard;
        NativeError.ThrowIfFailed(NativeMethods.acc_inference_mode_enter(enabled ? 1 : 0, &guard));
        return new InferenceModeGuard(guard);
    }

    private sealed class InferenceModeGuard(nint guard) : IDisposable
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;
        private nint _guard = guard;

        public void Dispose()
        {
            if (_guard == 0)
                return;
            if (Environment.CurrentManagedThreadId != _thread)
                throw new InvalidOperationException("Inference mode belongs to the thread that entered it. Dispose it there, not after an await that moved to another thread.");
            NativeError.ThrowIfFailed(NativeMethods.acc_inference_mode_exit(_guard));
            _guard = 0;
        }
    }
}
