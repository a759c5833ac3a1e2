using TorchSharp.Modules;

namespace Accelerate;

/// <summary>Parameters that collect no gradient until this is disposed.</summary>
internal sealed class FrozenParameters : IDisposable
{
    private readonly List<Parameter> _frozen = [];

    public FrozenParameters(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            if (!parameter.requires_grad)
                continue;
            parameter.requires_grad = false;
            _frozen.Add(parameter);
        }
    }

    public void Dispose()
    {
        foreach (var parameter in _frozen)
            parameter.requires_grad = true;
        _frozen.Clear();
    }
}
