using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The sizes of a tensor's dimensions.</summary>
    public struct Size : IEnumerable<long>
    {
        public static Size Empty = new(Array.Empty<long>());

        private readonly long[]? _shape;

        public Size(long[] shape) => _shape = shape ?? throw new ArgumentNullException(nameof(shape));

        public Size(int[] shape) => _shape = Array.ConvertAll(shape, size => (long)size);

        public Size(IEnumerable<long> shape) => _shape = shape.ToArray();

        public Size(long size) => _shape = [size];

        public Size(int size) => _shape = [size];

        public Size((long, long) size) => _shape = [size.Item1, size.Item2];

        public Size((int, int) size) => _shape = [size.Item1, size.Item2];

        public Size((long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3];

        public Size((int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3];

        public Size((long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public Size((long, long, long, long, long) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((int, int, int, int, int) size) => _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5];

        public Size((long, long, long, long, long, long) size) =>
            _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        public Size((int, int, int, int, int, int) size) =>
            _shape = [size.Item1, size.Item2, size.Item3, size.Item4, size.Item5, size.Item6];

        /// <summary>The sizes as an array; empty for a scalar.</summary>
        public long[] Shape => _shape ?? [];

        /// <summary>The number of dimensions.</summary>
        public int Length => Shape.Length;

        /// <summary>Whether there is no dimension.</summary>
        public bool IsEmpty => Length == 0;

        /// <summary>Whether this is the shape of a scalar: one element and no dimension.</summary>
        public bool IsScalar => Length == 0;

        public long this[int idx] => Shape[idx];

        public long this[long idx] => Shape[idx];

        public static implicit operator Size(long size) => new(size);

        public static implicit operator Size(long[] size) => new(size);

        public static implicit operator Size((long, long) size) => new(size);

        public static implicit operator Size((long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long) size) => new(size);

        public static implicit operator Size((long, long, long, long, long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.Shape.AsSpan().SequenceEqual(right.Shape);

        public static bool operator !=(Size left, Size right) => !(left == right);

        /// <summary>The dimensions of one followed by those of the other.</summary>
        public static Size operator +(Size left, Size right) => new([.. left.Shape, .. right.Shape]);

        /// <summary>The dimensions of one followed by more.</summary>
        public static Size operator +(Size left, IEnumerable<long> right) => new([.. left.Shape, .. right]);

        /// <summary>The number of elements: the product of the sizes, 1 for a scalar.</summary>
        public long numel()
        {
            var product = 1L;
            foreach (var size in Shape) product *= size;
            return product;
        }

        /// <summary>The dimensions from <paramref name="first"/> up to, not including, <paramref name="next"/>.</summary>
        public Size Slice(int first, int next) => new(Shape[first..next]);

        /// <summary>The first <paramref name="i"/> dimensions.</summary>
        public IEnumerable<long> Take(int i) => Shape.Take(i);

        public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shape).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) => obj is Size other && this == other;

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var size in Shape) hash.Add(size);
            return hash.ToHashCode();
        }
    }
}
