using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A list of parameters that are registered under their indices.</summary>
public class ParameterList : Module, IList<Parameter>
{
    private readonly List<Parameter> _items = [];

    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => append(parameters);

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public Parameter this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            Number();
        }
    }

    /// <summary>Adds parameters at the end.</summary>
    public void append(params Parameter[] parameters) => extend(parameters);

    /// <summary>Adds parameters at the end.</summary>
    public void extend(IEnumerable<Parameter> parameters)
    {
        _items.AddRange(parameters);
        Number();
    }

    public void Add(Parameter item) => append(item);

    public void Insert(int index, Parameter item)
    {
        _items.Insert(index, item);
        Number();
    }

    /// <summary>Takes a parameter out of the list, without disposing it.</summary>
    public bool Remove(Parameter item)
    {
        var index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <summary>Takes a parameter out of the list, without disposing it.</summary>
    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        Number();
    }

    /// <summary>Takes all parameters out of the list, without disposing them.</summary>
    public void Clear()
    {
        _items.Clear();
        Number();
    }

    public bool Contains(Parameter item) => IndexOf(item) >= 0;

    public int IndexOf(Parameter item) => _items.FindIndex(other => ReferenceEquals(other, item));

    public void CopyTo(Parameter[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<Parameter> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // An item's name is its index, so that every change renames what follows.
    private void Number()
    {
        _internal_params.Clear();
        for (var i = 0; i < _items.Count; i++)
            register_parameter(i.ToString(), _items[i] ?? throw new ArgumentException("A ParameterList holds no null."));
    }
}
