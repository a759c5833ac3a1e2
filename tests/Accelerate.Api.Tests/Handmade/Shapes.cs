using System.Numerics;
using System.Runtime.CompilerServices;

namespace Accelerate.Api.Tests.Handmade;

public static class Shapes
{
    public const double Pi = 3.25;
    public const Colour Favourite = Colour.Red;
    public const string Greeting = "hello";
    public static readonly int Zero;
    public static Colour @double = Colour.Green;

    public static bool Ready { get; } = true;

    [Obsolete("for the test")]
    public static void Old() { }

    public static T To<T>(this T value, IList<long>? sizes = null, bool flag = false) where T : Node, new() => value;

    public static (T1, T2) Pair<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : struct => (first, second);

    public static (int min, (string, bool?) rest)[] Tuples(IEnumerable<(string name, Complex[,] values)> items) => [];

    public static void Defaults(
        long a = -1, double b = 1e-8, double c = 0, float d = 0.5f, int? e = null, Colour f = Colour.Red, Colour? g = Colour.Green,
        string h = "g5", char i = 'L', CancellationToken j = default, object? @out = null) { }

    public static bool Try(in int size, ref Half[] values, out ReadOnlySpan<long> result, params Colour[] colours)
    {
        result = default;
        return false;
    }

    public static nint Sizes(byte a, sbyte b, short c, ushort d, uint e, ulong f, char g, Range h, Func<int, Task<string>> i, Stream j) => 0;

    internal static void Hidden() { }

    private static void Secret() { }

    public class Node : IDisposable, IEnumerable<int>
    {
        protected int count;
        protected internal readonly string[][] names = [];
        private int hidden;

        public Node(string name) => hidden = name.Length;

        protected Node() { }

        internal Node(int size) => hidden = size;

        ~Node() => Dispose(false);

        public virtual int Size { get; protected set; }

        public int Hidden { get; private set; }

        internal int Internal { get; set; }

        protected bool Flag { get; init; }

        [IndexerName("NodeItems")]
        public Node this[int? index, params Range[] ranges] { get => this; set { } }

        public static Node operator +(Node left, int right) => left;

        public static implicit operator Node(long size) => new();

        public void Dispose() => Dispose(true);

        public IEnumerator<int> GetEnumerator() => Enumerable.Empty<int>().GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => "";

        protected virtual void Dispose(bool disposing) { }

        protected internal virtual void Wide() { }

        private protected void Narrow() { }

        public delegate nint Visitor(Node node, int depth = 1);
    }

    public abstract class Map<TKey, TValue> : Node where TKey : class where TValue : struct
    {
        public abstract TValue Find(TKey key);

        public sealed override string ToString() => "";

        protected sealed class Entry : IComparable<Entry>
        {
            public Map<TKey, TValue>.Entry? Next { get; }

            public int CompareTo(Entry? other) => 0;

            public class Inner<T> { public Dictionary<TKey, List<T>>? All; }
        }
    }

    public interface IVisitor<in T>
    {
        int Depth { get; set; }

        void Visit(T node, string? label = null);
    }

    public readonly struct Point
    {
        public Point(int x) => X = x;

        public readonly int X;
    }

}
