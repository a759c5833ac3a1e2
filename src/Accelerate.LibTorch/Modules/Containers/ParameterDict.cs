using System.Collections;
using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Parameters by name, in the order in which they were added.</summary>
public class ParameterDict : Module, IDictionary<string, Parameter>, IList<(string, Parameter)>
{
    public ParameterDict() : base(nameof(ParameterDict))
    {
    }

    public int Count => _internal_params.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _internal_params.Keys;

    public ICollection<Parameter> Values => _internal_params.Values;

    public (string, Parameter) this[int index]
    {
        get => _internal_params[index];
        set
        {
            RemoveAt(index);
            Insert(index, value);
        }
    }

    /// <summary>The parameter of a name. Setting puts it in place of the one it had, or at the end.</summary>
    public Parameter this[string key]
    {
        get => _internal_params[key];
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

    public IEnumerable<Parameter> values() => Values;

    public IEnumerator<(string, Parameter)> items() => GetEnumerator();

    public void Add(string key, Parameter value)
    {
        ArgumentNullException.ThrowIfNull(value);
        register_parameter(key, value);
    }

    public void Add((string, Parameter) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

    public void Insert(int index, (string, Parameter) item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count);
        Add(item);
        _internal_params.RemoveAt(Count - 1);
        _internal_params.Insert(index, item);
    }

    /// <summary>Takes a parameter out, without disposing it.</summary>
    public bool Remove(string key) => _internal_params.Remove(key);

    /// <summary>Takes a parameter out, without disposing it.</summary>
    public bool Remove((string, Parameter) item) => Contains(item) && Remove(item.Item1);

    /// <summary>Takes a parameter out, without disposing it.</summary>
    public bool Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

    /// <summary>Takes a parameter out, without disposing it.</summary>
    public void RemoveAt(int index) => _internal_params.RemoveAt(index);

    /// <summary>Takes all out, without disposing them.</summary>
    public void Clear() => _internal_params.Clear();

    /// <inheritdoc cref="Clear"/>
    public void clear() => Clear();

    public bool ContainsKey(string key) => _internal_params.ContainsKey(key);

    public bool Contains((string, Parameter) item) => IndexOf(item) >= 0;

    public bool Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

    public int IndexOf((string, Parameter) item) =>
        TryGetValue(item.Item1, out var value) && ReferenceEquals(value, item.Item2) ? IndexOf(item.Item1) : -1;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value)
    {
        var found = _internal_params.TryGetValue(key, out var held);
        value = held;
        return found;
    }

    public void CopyTo((string, Parameter)[] array, int arrayIndex) => this.ToList<(string, Parameter)>().CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) =>
        this.Select<(string, Parameter), KeyValuePair<string, Parameter>>(item => new(item.Item1, item.Item2)).ToList().CopyTo(array, arrayIndex);

    public IEnumerator<(string, Parameter)> GetEnumerator()
    {
        foreach (var (key, value) in _internal_params)
            yield return (key, value);
    }

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator()
    {
        foreach (var (key, value) in _internal_params)
            yield return new(key, value);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string key) => _internal_params.Keys.ToList().IndexOf(key);
}
