using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>How a list, dictionary or tuple of other values than tensors is made anew.</summary>
internal abstract class TensorTreeNode
{
    private static readonly ConcurrentDictionary<Type, TensorTreeNode> s_known = new();

    public abstract object Map(object value, Func<Tensor, Tensor> map);

    /// <summary>The node of a type.</summary>
    /// <exception cref="NotSupportedException">There is none, or a program compiled ahead of time cannot make it.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The type parameters of the nodes carry no requirements.")]
    public static TensorTreeNode Of(Type type)
    {
        if (s_known.TryGetValue(type, out var known))
            return known;
        if (!type.IsGenericType || Definition(type.GetGenericTypeDefinition()) is not { } definition)
            throw TensorTree.Unknown(type);
        // What is made for types that are known only at run time does not exist in a program compiled ahead of time.
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new NotSupportedException($"A program compiled ahead of time cannot take {type} apart. Use a record marked [Batch], arrays, or a Dictionary<string, object> in its place.");
        return s_known.GetOrAdd(type, (TensorTreeNode)Activator.CreateInstance(definition.MakeGenericType(type.GetGenericArguments()))!);
    }

    [return: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    private static Type? Definition(Type type) =>
        type == typeof(List<>) ? typeof(ListNode<>)
        : type == typeof(Dictionary<,>) ? typeof(DictionaryNode<,>)
        : type == typeof(ValueTuple<,>) ? typeof(PairNode<,>)
        : type == typeof(ValueTuple<,,>) ? typeof(TripleNode<,,>)
        : type == typeof(ValueTuple<,,,>) ? typeof(FourNode<,,,>)
        : type == typeof(ValueTuple<,,,,>) ? typeof(FiveNode<,,,,>)
        : type == typeof(ValueTuple<,,,,,>) ? typeof(SixNode<,,,,,>)
        : type == typeof(ValueTuple<,,,,,,>) ? typeof(SevenNode<,,,,,,>)
        : null;

    private static T Mapped<T>(T value, Func<Tensor, Tensor> map) => (T)TensorTree.MapAny(value, map)!;

    private sealed class ListNode<T> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map) => TensorTree.MapList((List<T>)value, map);
    }

    private sealed class DictionaryNode<TKey, T> : TensorTreeNode
        where TKey : notnull
    {
        public override object Map(object value, Func<Tensor, Tensor> map) => TensorTree.MapDictionary((Dictionary<TKey, T>)value, map);
    }

    private sealed class PairNode<T1, T2> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map) => TensorTree.MapPair(((T1, T2))value, map);
    }

    private sealed class TripleNode<T1, T2, T3> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map)
        {
            var (a, b, c) = ((T1, T2, T3))value;
            return (Mapped(a, map), Mapped(b, map), Mapped(c, map));
        }
    }

    private sealed class FourNode<T1, T2, T3, T4> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map)
        {
            var (a, b, c, d) = ((T1, T2, T3, T4))value;
            return (Mapped(a, map), Mapped(b, map), Mapped(c, map), Mapped(d, map));
        }
    }

    private sealed class FiveNode<T1, T2, T3, T4, T5> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map)
        {
            var (a, b, c, d, e) = ((T1, T2, T3, T4, T5))value;
            return (Mapped(a, map), Mapped(b, map), Mapped(c, map), Mapped(d, map), Mapped(e, map));
        }
    }

    private sealed class SixNode<T1, T2, T3, T4, T5, T6> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map)
        {
            var (a, b, c, d, e, f) = ((T1, T2, T3, T4, T5, T6))value;
            return (Mapped(a, map), Mapped(b, map), Mapped(c, map), Mapped(d, map), Mapped(e, map), Mapped(f, map));
        }
    }

    private sealed class SevenNode<T1, T2, T3, T4, T5, T6, T7> : TensorTreeNode
    {
        public override object Map(object value, Func<Tensor, Tensor> map)
        {
            var (a, b, c, d, e, f, g) = ((T1, T2, T3, T4, T5, T6, T7))value;
            return (Mapped(a, map), Mapped(b, map), Mapped(c, map), Mapped(d, map), Mapped(e, map), Mapped(f, map), Mapped(g, map));
        }
    }
}
