using System.Collections;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Values that hold tensors: a tensor, an array, list, dictionary or tuple of such values, nested at any depth, or an <see cref="IBatch"/>.
/// Null may stand in the place of any of them.
/// </summary>
internal static class TensorTree
{
    /// <summary>A value of the same form with another tensor in the place of each. The tensors are visited in a fixed order.</summary>
    /// <exception cref="NotSupportedException">Something in it is of another type.</exception>
    public static T Map<T>(T value, Func<Tensor, Tensor> map) => value is null ? value : (T)MapAny(value, map)!;

    /// <summary>The tensors in the order of <see cref="Map"/>.</summary>
    public static List<Tensor> Leaves<T>(T value)
    {
        var leaves = new List<Tensor>();
        Map(value, tensor =>
        {
            leaves.Add(tensor);
            return tensor;
        });
        return leaves;
    }

    /// <summary>A value of the same form that holds other tensors, in the order of <see cref="Map"/>.</summary>
    public static T With<T>(T value, IReadOnlyList<Tensor> leaves)
    {
        var next = 0;
        return Map(value, _ => leaves[next++]);
    }

    /// <summary>Where a value holds tensors, in words: the same for values whose tensors correspond to each other. What a batch lacks does not show.</summary>
    public static string Form(object? value) => value switch
    {
        null => "null",
        Tensor => "tensor",
        IBatch => value.GetType().Name,
        IDictionary dictionary => $"{{{string.Join(", ", dictionary.Keys.Cast<object>().Select(key => $"{key}: {Form(dictionary[key])}").Order(StringComparer.Ordinal))}}}",
        IList list => $"[{string.Join(", ", list.Cast<object?>().Select(Form))}]",
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Form(tuple[i])))})",
        _ => value.GetType().Name,
    };

    /// <summary>The number of samples: the first dimension of the first tensor that has one; null where there is none.</summary>
    public static long? Rows<T>(T value) => Leaves(value).Find(tensor => tensor.dim() > 0)?.shape[0];

    /// <summary>The samples of several values of the same form one after another.</summary>
    /// <exception cref="ArgumentException">There are none, or one holds another number of tensors.</exception>
    public static T Concatenate<T>(IReadOnlyList<T> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("There is nothing to concatenate.", nameof(values));
        List<Tensor>[] leaves = [.. values.Select(Leaves)];
        for (var i = 1; i < leaves.Length; i++)
        {
            if (leaves[i].Count != leaves[0].Count)
                throw new ArgumentException($"The first value holds {leaves[0].Count} tensors and value {i} {leaves[i].Count}. Values that are put together hold the same tensors.", nameof(values));
        }
        return With(values[0], [.. leaves[0].Select((_, column) => cat([.. leaves.Select(row => row[column])], 0))]);
    }

    /// <summary>As <see cref="Map"/>, for a value inside another.</summary>
    internal static object? MapAny(object? value, Func<Tensor, Tensor> map) => value switch
    {
        null => null,
        Tensor tensor => map(tensor),
        IBatch batch => batch.Map(map),
        Tensor?[] tensors => Array.ConvertAll(tensors, tensor => tensor is null ? null : map(tensor)),
        Array { Rank: 1 } array => MapArray(array, map),
        List<Tensor> list => MapList(list, map),
        List<object> list => MapList(list, map),
        Dictionary<string, Tensor> dictionary => MapDictionary(dictionary, map),
        Dictionary<string, object> dictionary => MapDictionary(dictionary, map),
        ValueTuple<Tensor, Tensor> pair => MapPair(pair, map),
        ITuple or IList or IDictionary => TensorTreeNode.Of(value.GetType()).Map(value, map),
        _ => throw Unknown(value.GetType()),
    };

    internal static List<T> MapList<T>(List<T> list, Func<Tensor, Tensor> map) => list.ConvertAll(item => (T)MapAny(item, map)!);

    internal static Dictionary<TKey, T> MapDictionary<TKey, T>(Dictionary<TKey, T> dictionary, Func<Tensor, Tensor> map)
        where TKey : notnull
    {
        var mapped = new Dictionary<TKey, T>(dictionary.Count, dictionary.Comparer);
        // Ranks may have added the keys in another order.
        foreach (var key in dictionary.Keys.Order(KeyComparer<TKey>()))
            mapped.Add(key, (T)MapAny(dictionary[key], map)!);
        return mapped;
    }

    internal static (T1, T2) MapPair<T1, T2>((T1, T2) pair, Func<Tensor, Tensor> map) => ((T1)MapAny(pair.Item1, map)!, (T2)MapAny(pair.Item2, map)!);

    internal static NotSupportedException Unknown(Type type) => new(
        $"A value of type {type.Name} is no tensor, and no array, list, dictionary or tuple of tensors. " +
        "Mark a record of your own [Batch]; send what is no tensor as an object, with its JsonTypeInfo.");

    private static Array MapArray(Array array, Func<Tensor, Tensor> map)
    {
        var mapped = (Array)array.Clone();
        for (var i = 0; i < mapped.Length; i++)
            mapped.SetValue(MapAny(array.GetValue(i), map), i);
        return mapped;
    }

    private static IComparer<TKey> KeyComparer<TKey>() => typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;
}
