using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Modules by name, in the order in which they were added.</summary>
public class ModuleDict<T> : Module, IDictionary<string, T>, IList<(string, T)> where T : Module
{
    public ModuleDict() : base(nameof(ModuleDict))
    {
    }

    public int Count => _internal_submodules.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _internal_submodules.Keys;

    public ICollection<T> Values => [.. _internal_submodules.Values.Cast<T>()];

    public (string, T) this[int index]
    {
        get => Typed(_internal_submodules[index]);
        set
        {
            RemoveAt(index);
            Insert(index, value);
        }
    }

    /// <summary>The module of a name. Setting puts it in place of the one it had, or at the end.</summary>
    public T this[string key]
    {
        get => (T)_internal_submodules[key];
        set
        {
            var index = IndexOf(key);
            if (index < 0)
                Add(key, value);
            else
                this[index] = (key, value);
        }
    }

    public IEnumerable<string> keys() => Keys;

    public IEnumerable<T> values() => Values;

    public IEnumerator<(string, T)> items() => GetEnumerator();

    public void Add(string key, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        register_module(key, value);
    }

    public void Add((string, T) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<string, T> item) => Add(item.Key, item.Value);

    public void Insert(int index, (string, T) item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count);
        Add(item);
        _internal_submodules.RemoveAt(Count - 1);
        _internal_submodules.Insert(index, item);
    }

    /// <summary>Takes a module out, without disposing it.</summary>
    public bool Remove(string key) => _internal_submodules.Remove(key);

    /// <summary>Takes a module out, without disposing it.</summary>
    public bool Remove((string, T) item) => Contains(item) && Remove(item.Item1);

    /// <summary>Takes a module out, without disposing it.</summary>
    public bool Remove(KeyValuePair<string, T> item) => Remove((item.Key, item.Value));

    /// <summary>Takes a module out, without disposing it.</summary>
    public void RemoveAt(int index) => _internal_submodules.RemoveAt(index);

    /// <summary>Takes all out, without disposing them.</summary>
    public void Clear() => _internal_submodules.Clear();

    /// <inheritdoc cref="Clear"/>
    public void clear() => Clear();

    public bool ContainsKey(string key) => _internal_submodules.ContainsKey(key);

    public bool Contains((string, T) item) => IndexOf(item) >= 0;

    public bool Contains(KeyValuePair<string, T> item) => Contains((item.Key, item.Value));

    public int IndexOf((string, T) item) =>
        TryGetValue(item.Item1, out var value) && ReferenceEquals(value, item.Item2) ? IndexOf(item.Item1) : -1;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value)
    {
        var found = _internal_submodules.TryGetValue(key, out var held);
        value = held as T;
        return found;
    }

    public void CopyTo((string, T)[] array, int arrayIndex) => this.ToList<(string, T)>().CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, T>[] array, int arrayIndex) =>
        this.Select<(string, T), KeyValuePair<string, T>>(item => new(item.Item1, item.Item2)).ToList().CopyTo(array, arrayIndex);

    public IEnumerator<(string, T)> GetEnumerator()
    {
        foreach (var (key, value) in _internal_submodules)
            yield return (key, (T)value);
    }

    IEnumerator<KeyValuePair<string, T>> IEnumerable<KeyValuePair<string, T>>.GetEnumerator()
    {
        foreach (var (key, value) in _internal_submodules)
            yield return new(key, (T)value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string key) => _internal_submodules.Keys.ToList().IndexOf(key);

    private static (string, T) Typed((string name, Module module) item) => (item.name, (T)item.module);
}
