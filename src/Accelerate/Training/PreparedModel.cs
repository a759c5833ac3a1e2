using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>What an accelerator knows of a model that it prepared.</summary>
internal sealed class PreparedModel(nn.Module model, Action? removeHooks, ModelReplica? replica)
{
    public nn.Module Model { get; } = model;

    /// <summary>What keeps the model equal on several ranks; null with one process.</summary>
    public ModelReplica? Replica { get; } = replica;

    /// <summary>The identities of the model's parameters, by which an optimizer's are recognized.</summary>
    public HashSet<nint> Parameters { get; } = [.. model.parameters().Select(p => NativeTensor.Identity(p.Handle))];

    /// <summary>The prepared optimizers that hold parameters of this model; found when first asked for, null until then.</summary>
    public AcceleratedOptimizer[]? Optimizers { get; set; }

    /// <summary>Takes everything off the model.</summary>
    public void Release()
    {
        removeHooks?.Invoke();
        Replica?.Dispose();
    }
}
