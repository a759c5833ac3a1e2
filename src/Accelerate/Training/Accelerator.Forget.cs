namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Everything that is prepared now.</summary>
    internal HashSet<object> Prepared() =>
        new([.. _models.Keys, .. _optimizers.Keys, .. _schedulers.Keys, .. _loaders.Keys], ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Lets go of what was prepared since: a disposed tensor's identity may be given to a new one, which must not be taken for a parameter of the old model.
    /// </summary>
    internal void ForgetAllBut(HashSet<object> known)
    {
        foreach (var model in _models.Where(model => !known.Contains(model.Key)).ToArray())
        {
            model.Value.Release();
            _models.Remove(model.Key);
        }
        foreach (var optimizer in _optimizers.Keys.Where(optimizer => !known.Contains(optimizer)).ToArray())
            _optimizers.Remove(optimizer);
        foreach (var scheduler in _schedulers.Keys.Where(scheduler => !known.Contains(scheduler)).ToArray())
            _schedulers.Remove(scheduler);
        foreach (var loader in _loaders.Keys.Where(loader => !known.Contains(loader)).ToArray())
            _loaders.Remove(loader);
        ForgetOptimizersOfModels();
        if (_block is { IsClosed: true })
            _block = null;
    }
}
