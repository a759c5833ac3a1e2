using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Refuses models whose sharding is asked for: two in any case, as sharding divides one model, and one because nothing divides it yet.</summary>
    private void RefuseSharding(params ReadOnlySpan<nn.Module> models)
    {
        if (_settings.Sharding is not { } sharding)
            return;
        if (sharding.HoldsOneModel)
        {
            var first = models[0];
            foreach (var model in models)
            {
                if (!ReferenceEquals(model, first))
                    throw new InvalidOperationException(
                        $"Two models, {first.GetType().Name} and {model.GetType().Name}, are prepared by one accelerator that is configured for sharding ({sharding.Reason}), " +
                        "and such an accelerator holds one model. Create an accelerator for each model.");
            }
        }
        throw new NotSupportedException(
            $"{models[0].GetType().Name} cannot be sharded, as is asked for ({sharding.Reason}): sharding does not exist yet in this version, and training the model whole " +
            "would need the memory that sharding is to save. Remove the setting, or set AcceleratorOptions.Sharding to a ZeroStage of 0, which wins over it.");
    }
}
