using Accelerate.Api.Tests.Handmade;
using Xunit;

namespace Accelerate.Api.Tests;

public class NotationTests
{
    private const string Namespace = "Accelerate.Api.Tests.Handmade.";

    [Fact]
    public void A_static_class() => AssertLines(typeof(Shapes),
        "<type> | public static class ~Shapes",
        "Defaults | public static void Defaults(long a = -1, double b = 1E-08, double c = 0, float d = 0.5, int? e = null, ~Colour f = ~Colour.Red, ~Colour? g = ~Colour.Green, string h = \"g5\", char i = 'L', System.Threading.CancellationToken j = default, object out = null)",
        "Favourite | public const ~Colour Favourite = ~Colour.Red",
        "Greeting | public const string Greeting = \"hello\"",
        "Old | [Obsolete] public static void Old()",
        "Pair | public static (T1, T2) Pair<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : struct",
        "Pi | public const double Pi = 3.25",
        "Ready | public static bool Ready { get; }",
        "Sizes | public static IntPtr Sizes(byte a, sbyte b, short c, UInt16 d, UInt32 e, UInt64 f, char g, Range h, Func<int, Task<string>> i, System.IO.Stream j)",
        "To | public static T To<T>(this T value, IList<long> sizes = null, bool flag = false) where T : ~Shapes.Node, new()",
        "Try | public static bool Try(in int size, ref Half[] values, out ReadOnlySpan<long> result, params ~Colour[] colours)",
        "Tuples | public static (int, (string, bool?))[] Tuples(IEnumerable<(string, System.Numerics.Complex[,])> items)",
        "Zero | public static readonly int Zero",
        "double | public static ~Colour double");

    [Fact]
    public void A_class() => AssertLines(typeof(Shapes.Node),
        ".ctor | protected Node()",
        ".ctor | public Node(string name)",
        "<type> | public class ~Shapes.Node : IDisposable, IEnumerable<int>, System.Collections.IEnumerable",
        "Dispose | protected virtual void Dispose(bool disposing)",
        "Dispose | public void Dispose()",
        "Finalize | protected override void Finalize()",
        "Flag | protected bool Flag { get; init; }",
        "GetEnumerator | public IEnumerator<int> GetEnumerator()",
        "Hidden | public int Hidden { get; }",
        "NodeItems | public ~Shapes.Node this[int? index, params Range[] ranges] { get; set; }",
        "Size | public virtual int Size { get; protected set; }",
        "ToString | public override string ToString()",
        "Wide | protected virtual void Wide()",
        "count | protected int count",
        "names | protected readonly string[][] names",
        "op_Addition | public static ~Shapes.Node op_Addition(~Shapes.Node left, int right)",
        "op_Implicit | public static ~Shapes.Node op_Implicit(long size)");

    [Fact]
    public void A_generic_class() => AssertLines(typeof(Shapes.Map<,>),
        ".ctor | protected Map()",
        "<type> | public abstract class ~Shapes.Map<TKey, TValue> : ~Shapes.Node where TKey : class where TValue : struct",
        "Find | public abstract TValue Find(TKey key)",
        "ToString | public override string ToString()");

    [Fact]
    public void A_class_nested_in_a_generic_one()
    {
        var entry = typeof(Shapes.Map<,>).GetNestedType("Entry", System.Reflection.BindingFlags.NonPublic)!;
        AssertLines(entry,
            ".ctor | public Entry()",
            "<type> | protected sealed class ~Shapes.Map<TKey, TValue>.Entry : IComparable<~Shapes.Map<TKey, TValue>.Entry>",
            "CompareTo | public int CompareTo(~Shapes.Map<TKey, TValue>.Entry other)",
            "Next | public ~Shapes.Map<TKey, TValue>.Entry Next { get; }");
        AssertLines(entry.GetNestedType("Inner`1")!,
            ".ctor | public Inner()",
            "<type> | public class ~Shapes.Map<TKey, TValue>.Entry.Inner<T>",
            "All | public Dictionary<TKey, List<T>> All");
    }

    [Fact]
    public void An_interface() => AssertLines(typeof(Shapes.IVisitor<>),
        "<type> | public interface ~Shapes.IVisitor<T>",
        "Depth | public int Depth { get; set; }",
        "Visit | public void Visit(T node, string label = null)");

    [Fact]
    public void A_delegate() => AssertLines(typeof(Shapes.Node.Visitor),
        "<type> | public delegate ~Shapes.Node.Visitor",
        "Invoke | public virtual IntPtr Invoke(~Shapes.Node node, int depth = 1)");

    [Fact]
    public void A_struct() => AssertLines(typeof(Shapes.Point),
        ".ctor | public Point(int x)",
        "<type> | public struct ~Shapes.Point",
        "X | public readonly int X");

    [Fact]
    public void An_enum() => AssertLines(typeof(Colour),
        "<type> | public enum ~Colour",
        "Green | enum value Green = 4",
        "Red | enum value Red = 1");

    [Fact]
    public void Every_type_of_the_listing_is_understood()
    {
        var listing = Listing.OrSkip();
        Assert.Equal("public abstract class TorchSharp.torch.nn.Module<T, TResult>", TypeLineParts.Parse(listing.TypeLineOf("TorchSharp.torch.nn.Module<T, TResult>")!).Head);
        Assert.Equal(
            ["TorchSharp.Modules.OptimizerHelper", "TorchSharp.torch.optim.IBetas"],
            TypeLineParts.Parse(listing.TypeLineOf("TorchSharp.Modules.AdamW")!).Bases);
        Assert.Contains(ApiLine.Parse("TorchSharp.torch.Size | Item | public long this[int idx] { get; }"), listing.LinesOf("TorchSharp.torch.Size"));
    }

    private static void AssertLines(Type type, params string[] expected)
    {
        var lines = MemberNotation.VisibleMembersOf(type).Select(MemberNotation.Line).Append(TypeNotation.Line(type)).ToArray();
        Assert.All(lines, line => Assert.Equal(TypeNotation.Of(type), line.Type));
        Assert.Equal(
            expected.Select(line => line.Replace("~", Namespace, StringComparison.Ordinal)),
            lines.Select(line => $"{line.Member} | {line.Signature}").Order(StringComparer.Ordinal));
    }
}
