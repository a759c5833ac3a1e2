using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>A differentiable function with a managed backward.</summary>
public static unsafe class AutogradFunction
{
    /// <summary>Computes the gradients of a function's inputs.</summary>
    /// <param name="gradients">A gradient for each output: handles that the callee must not free; zero when absent.</param>
    /// <param name="saved">What was saved for backward: handles that the callee must not free.</param>
    /// <returns>A gradient for each input: handles that the callee gives away; zero for none.</returns>
    public delegate nint[] Backward(nint[] gradients, nint[] saved);

    /// <summary>
    /// Makes <paramref name="outputs"/>, computed without recording, results of a function of <paramref name="inputs"/>.
    /// </summary>
    /// <param name="name">The name of the function, as the graph and error messages show it.</param>
    /// <param name="inputs">The tensors that the function depends on; zero for one that is absent.</param>
    /// <param name="outputs">Handles of the results; those that have to become part of the graph are replaced, and the old ones freed.</param>
    /// <param name="differentiable">For each output, whether gradients flow through it.</param>
    /// <param name="dirty">For each output, whether it is an input changed in place.</param>
    /// <param name="saved">Inputs, outputs or other tensors to keep for backward; the graph lets go of them after a pass that does not retain it.</param>
    /// <param name="materializeGradients">Gives backward zeros in place of absent gradients.</param>
    /// <param name="backward">The derivative.</param>
    /// <exception cref="TorchException">libtorch refused.</exception>
    public static void Apply(string name, ReadOnlySpan<nint> inputs, Span<nint> outputs, ReadOnlySpan<bool> differentiable, ReadOnlySpan<bool> dirty,
        ReadOnlySpan<nint> saved, bool materializeGradients, Backward backward)
    {
        ArgumentNullException.ThrowIfNull(backward);
        if (differentiable.Length != outputs.Length || dirty.Length != outputs.Length)
            throw new ArgumentException($"{outputs.Length} outputs need as many flags; found {differentiable.Length} and {dirty.Length}.");
        var flows = new int[outputs.Length];
        var changed = new int[outputs.Length];
        for (var i = 0; i < outputs.Length; i++)
        {
            flows[i] = differentiable[i] ? 1 : 0;
            changed[i] = dirty[i] ? 1 : 0;
        }
        // The shim owns the context from here on: it releases it when the graph is gone, or at once if it fails.
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(backward));
        fixed (byte* text = NativeText.ToUtf8(name))
        fixed (nint* input = inputs, output = outputs, keep = saved)
        fixed (int* flow = flows, change = changed)
            NativeError.ThrowIfFailed(NativeMethods.acc_function_apply(text, input, inputs.Length, output, outputs.Length, flow, change,
                keep, saved.Length, materializeGradients ? 1 : 0, &RunBackward, context));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint RunBackward(nint context, nint* gradients, int gradientCount, nint* saved, int savedCount, nint* results, int resultCount)
    {
        try
        {
            var backward = (Backward)GCHandle.FromIntPtr(context).Target!;
            var inputs = backward(new ReadOnlySpan<nint>(gradients, gradientCount).ToArray(), new ReadOnlySpan<nint>(saved, savedCount).ToArray());
            if (inputs.Length != resultCount)
            {
                NativeTensor.Free(inputs);
                throw new InvalidOperationException($"backward returned {inputs.Length} gradients for {resultCount} inputs. Return one for each tensor that apply was given, null where there is none.");
            }
            inputs.CopyTo(new Span<nint>(results, resultCount));
            return 0;
        }
        catch (Exception exception)
        {
            return NativeError.Capture(exception);
        }
    }
}
