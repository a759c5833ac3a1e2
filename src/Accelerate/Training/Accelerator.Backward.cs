using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>
    /// Computes the gradients of a loss and adds them to those of the parameters, in place of <c>loss.backward()</c>. Inside
    /// <see cref="Accumulate"/> the loss is first divided by the number of micro-batches in the window; a window of one divides by nothing.
    /// On several ranks the gradients of prepared models are averaged over the ranks when it returns, except inside an unfinished window.
    /// </summary>
    /// <param name="loss">A floating-point tensor of one element, the mean over the micro-batch.</param>
    /// <param name="retainGraph">Whether the graph is kept for another backward pass through it.</param>
    /// <param name="file">The caller's source file, which the compiler fills in.</param>
    /// <param name="line">The caller's line, which the compiler fills in.</param>
    /// <exception cref="PeerLostException">A rank ended, hangs or cannot be reached.</exception>
    /// <exception cref="CollectiveTimeoutException">Not all ranks ran a backward in time.</exception>
    /// <exception cref="ArgumentException">The loss has more than one element, is not floating point, or depends on no parameter.</exception>
    public void Backward(Tensor loss, bool retainGraph = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        LeaveModels();
        RequireLoss(loss);
        if (_block is not { IsClosed: false, WindowSize: > 1 } block)
        {
            RunBackward(loss, retainGraph, new(file, line));
            return;
        }
        using var share = loss.div(block.WindowSize);
        RunBackward(share, retainGraph, new(file, line));
    }

    private static void RequireLoss(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.IsInvalid)
            throw new ArgumentException("The loss is disposed. Call Backward before the loss, or the dispose scope that it was made in, is disposed.", nameof(loss));
        if (loss.numel() != 1)
            throw new ArgumentException($"The loss has shape [{string.Join(", ", loss.shape)}]; a gradient needs one number. Reduce it with mean() or sum().", nameof(loss));
        if (!loss.is_floating_point())
            throw new ArgumentException($"The loss is of type {loss.dtype}; only a floating-point number has a gradient. Compute it from the model's output, not from an index or a count.", nameof(loss));
        if (!loss.requires_grad)
            throw new ArgumentException(
                "The loss does not require grad: it depends on no parameter that does. Look for no_grad or inference_mode around the forward pass, for detach() or item() " +
                "on the way to the loss, and for frozen parameters.",
                nameof(loss));
    }
}
