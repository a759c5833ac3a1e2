namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of a tensor: an integer, a slice, a new dimension, an ellipsis, a Boolean or a tensor.</summary>
    public struct TensorIndex
    {
        /// <summary>A new dimension of size 1.</summary>
        public static TensorIndex None = new(IndexKind.NewDimension);

        /// <summary>A new dimension of size 1; another name of <see cref="None"/>.</summary>
        public static TensorIndex Null = new(IndexKind.NewDimension);

        /// <summary>As many whole dimensions as the other indices leave.</summary>
        public static TensorIndex Ellipsis = new(IndexKind.Ellipsis);

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon = Slice();

        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long step = 1, Tensor? tensor = null)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Values = tensor;
        }

        internal enum IndexKind
        {
            NewDimension,
            Ellipsis,
            Integer,
            Boolean,
            Slice,
            Tensor,
        }

        internal IndexKind Kind { get; }

        /// <summary>The integer, the start of a slice, or a Boolean as 0 or 1.</summary>
        internal long? Start { get; }

        internal long? Stop { get; }

        internal long Step { get; }

        internal Tensor? Values { get; }

        /// <summary>One position, counted from the end if negative; the dimension is dropped. Without a value it is <see cref="None"/>.</summary>
        public static TensorIndex Single(long? index) => index is null ? None : new(IndexKind.Integer, index);

        /// <summary>A new dimension: of size 1 for true, of size 0 for false.</summary>
        public static TensorIndex Bool(bool value) => new(IndexKind.Boolean, value ? 1 : 0);

        /// <summary>Positions given by a tensor of integers, or a mask.</summary>
        public static TensorIndex Tensor(Tensor tensor) =>
            new(IndexKind.Tensor, tensor: tensor ?? throw new ArgumentNullException(nameof(tensor)));

        /// <summary>Every <paramref name="step"/>th position from start to stop, not including stop; negative ones count from the end.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The step is not positive.</exception>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null)
        {
            if (step <= 0)
                throw new ArgumentOutOfRangeException(nameof(step), step, "The step of a slice must be at least 1. Use flip to reverse a dimension.");
            return new(IndexKind.Slice, start, stop, step ?? 1);
        }

        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        // Counted from the end, position 0 is past the last element, which no negative number can say.
        public static TensorIndex Slice(Range range) => Slice(
            range.Start is { IsFromEnd: true } start ? start.Value == 0 ? long.MaxValue : -start.Value : range.Start.Value,
            range.End is { IsFromEnd: true } end ? end.Value == 0 ? null : -end.Value : range.End.Value);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index)
        {
            if (index is { IsFromEnd: true, Value: 0 })
                throw new ArgumentOutOfRangeException(nameof(index), "The index ^0 is past the last element, which is ^1.");
            return Single(index.IsFromEnd ? -index.Value : index.Value);
        }

        /// <summary>The tensor of a tensor index, or a scalar of an integer.</summary>
        /// <exception cref="InvalidCastException">The index is a slice, an ellipsis, a Boolean or a new dimension.</exception>
        public static implicit operator Tensor(TensorIndex value) => value.Kind switch
        {
            IndexKind.Tensor => value.Values!,
            IndexKind.Integer => tensor(value.Start!.Value),
            _ => throw new InvalidCastException($"A {value.Kind} index stands for no tensor; only an integer or a tensor does."),
        };
    }
}
