using System.Collections;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A list of modules that are registered under their indices.</summary>
public class ModuleList<T> : Module, IList<T> where T : Module
{
    private readonly List<T> _items = [];

    public ModuleList(params T[] modules) : base(nameof(ModuleList)) => append(modules);

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set
        {
            _items[index] = value;
            Number();
        }
    }

    /// <summary>Adds modules at the end.</summary>
    public void append(params T[] parameters) => extend(parameters);

    /// <summary>Adds modules at the end.</summary>
    public void extend(IEnumerable<T> modules)
    {
        _items.AddRange(modules);
        Number();
    }

    public void Add(T item) => append(item);

    public void Insert(int index, T item)
    {
        _items.Insert(index, item);
        Number();
    }

    /// <summary>Takes a module out of the list, without disposing it.</summary>
    public bool Remove(T item)
    {
        var index = IndexOf(item);
        if (index < 0)
            return false;
        RemoveAt(index);
        return true;
    }

    /// <summary>Takes a module out of the list, without disposing it.</summary>
    public void RemoveAt(int index)
    {
        _items.RemoveAt(index);
        Number();
    }

    /// <summary>Takes all modules out of the list, without disposing them.</summary>
    public void Clear()
    {
        _items.Clear();
        Number();
    }

    public bool Contains(T item) => IndexOf(item) >= 0;

    public int IndexOf(T item) => _items.FindIndex(other => ReferenceEquals(other, item));

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // An item's name is its index, so that every change renames what follows.
    private void Number()
    {
        _internal_submodules.Clear();
        for (var i = 0; i < _items.Count; i++)
            register_module(i.ToString(), _items[i] ?? throw new ArgumentException("A ModuleList holds no null."));
    }
}
