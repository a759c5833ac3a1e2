using System.Runtime.CompilerServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules in a row, each fed with what the one before it returned.</summary>
public class Sequential : Module<Tensor, Tensor>
{
    private readonly List<IModule<Tensor, Tensor>> _modules = [];

    protected internal Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) : base(nameof(Sequential))
    {
        foreach (var (name, submodule) in modules)
            append(name, submodule);
    }

    protected internal Sequential(params Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
    {
        foreach (var module in modules)
            append(module);
    }

    /// <summary>The number of modules.</summary>
    public int Count => _modules.Count;

    /// <summary>The module at an index.</summary>
    [IndexerName("SequentialItems")]
    public IModule<Tensor, Tensor> this[int index] => _modules[index];

    /// <summary>The modules of a range, under their names, as a sequence that shares them.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[Range index]
    {
        get
        {
            var (start, count) = index.GetOffsetAndLength(_modules.Count);
            return Slice(start, start + count);
        }
    }

    /// <summary>The modules from the first index up to the second, as in Python: from the end if negative, all if null.</summary>
    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] =>
        Slice(Position(index.start ?? 0), Position(index.end ?? _modules.Count));

    /// <summary>Adds a module under its index as name.</summary>
    public Sequential append(IModule<Tensor, Tensor> module) => append(_modules.Count.ToString(), module);

    /// <summary>Adds a module under a name.</summary>
    public Sequential append(string name, IModule<Tensor, Tensor> module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module is not Module registered)
            throw new ArgumentException($"'{name}' is a {module.GetType().Name}, which is no Module: derive it from Module<Tensor, Tensor>.", nameof(module));
        add_module(name, registered);
        _modules.Add(module);
        return this;
    }

    public override Tensor forward(Tensor tensor)
    {
        if (_modules.Count == 0)
            return tensor.alias();
        var result = tensor;
        foreach (var module in _modules)
        {
            var input = result;
            result = module.call(input);
            // What lies between two modules is nobody else's, unless a module returned its own input.
            if (!ReferenceEquals(input, tensor) && !ReferenceEquals(input, result))
                input.Dispose();
        }
        return result;
    }

    private int Position(int index) => Math.Clamp(index < 0 ? index + _modules.Count : index, 0, _modules.Count);

    private Sequential Slice(int start, int end)
    {
        var slice = new Sequential(Array.Empty<Module<Tensor, Tensor>>());
        for (var i = start; i < end; i++)
            slice.append(_internal_submodules[i].Item1, _modules[i]);
        return slice;
    }
}
