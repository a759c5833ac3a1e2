using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Hooks around a model's <c>call</c>, attached without reflection to the shapes that a network of tensors can have.</summary>
internal static class ForwardHooks
{
    /// <summary>Attaches the hooks.</summary>
    /// <param name="model">The model.</param>
    /// <param name="enter">Called before forward.</param>
    /// <param name="leave">Called after a forward that returned.</param>
    /// <param name="convert">Applied to every tensor of the result after <paramref name="leave"/>.</param>
    /// <returns>What takes the hooks off again; null when the model's inputs or result are of another shape.</returns>
    public static Action? Attach(nn.Module model, Action<nn.Module> enter, Action leave, Func<Tensor, Tensor> convert) =>
        Attach<Tensor>(model, enter, leave, convert)
        ?? Attach<(Tensor, Tensor)>(model, enter, leave, r => (convert(r.Item1), convert(r.Item2)))
        ?? Attach<(Tensor, Tensor, Tensor)>(model, enter, leave, r => (convert(r.Item1), convert(r.Item2), convert(r.Item3)))
        ?? Attach<(Tensor, Tensor, Tensor, Tensor)>(model, enter, leave, r => (convert(r.Item1), convert(r.Item2), convert(r.Item3), convert(r.Item4)))
        ?? Attach<Tensor[]>(model, enter, leave, r => Array.ConvertAll(r, t => convert(t)));

    private static Action? Attach<TResult>(nn.Module model, Action<nn.Module> enter, Action leave, Func<TResult, TResult> convert)
    {
        TResult Leave(TResult result)
        {
            leave();
            return convert(result);
        }

        switch (model)
        {
            case nn.Module<Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, r) => Leave(r)).remove);
            case nn.Module<Tensor, Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, _, r) => Leave(r)).remove);
            case nn.Module<Tensor, Tensor, Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, _, _, r) => Leave(r)).remove);
            case nn.Module<Tensor, Tensor, Tensor, Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, _, _, _, r) => Leave(r)).remove);
            case nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, _, _, _, _, r) => Leave(r)).remove);
            case nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, TResult> m:
                return Remover(m.register_forward_pre_hook(enter).remove, m.register_forward_hook((_, _, _, _, _, _, _, r) => Leave(r)).remove);
            default:
                return null;
        }
    }

    private static Action Remover(Action removePreHook, Action removePostHook) => () =>
    {
        removePreHook();
        removePostHook();
    };
}
