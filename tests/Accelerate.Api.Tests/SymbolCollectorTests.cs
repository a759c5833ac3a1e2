using System.Reflection;
using Xunit;

namespace Accelerate.Api.Tests;

public class SymbolCollectorTests
{
    private static readonly string[] Used =
    [
        "TorchSharp.DeviceType | <type> | public enum TorchSharp.DeviceType",
        "TorchSharp.DisposeScope | <type> | public sealed class TorchSharp.DisposeScope : IDisposable",
        "TorchSharp.DisposeScope | MoveToOuter | public (T1, T2) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable",
        "TorchSharp.Scalar | Type | public TorchSharp.torch.ScalarType Type { get; }",
        "TorchSharp.Scalar | op_Implicit | public static TorchSharp.Scalar op_Implicit(double value)",
        "TorchSharp.Utils.OrderedDict<TKey, TValue> | .ctor | public OrderedDict()",
        "TorchSharp.Utils.OrderedDict<TKey, TValue> | Add | public void Add(TKey key, TValue value)",
        "TorchSharp.Utils.OrderedDict<TKey, TValue> | Item | public TValue this[TKey key] { get; set; }",
        "TorchSharp.Utils.OrderedDict<TKey, TValue> | TryGetValue | public bool TryGetValue(TKey key, out TValue value)",
        "TorchSharp.torch | NewDisposeScope | public static TorchSharp.DisposeScope NewDisposeScope()",
        "TorchSharp.torch.Device | .ctor | public Device(TorchSharp.DeviceType deviceType, int index = -1)",
        "TorchSharp.torch.Tensor | requires_grad | public bool requires_grad { get; set; }",
    ];

    private static readonly IReadOnlyCollection<MemberInfo> Symbols =
        new SymbolCollector(Assembly.Load("TorchSharp")).Collect(typeof(SymbolUses).Assembly.Location);

    private static readonly string[] Lines =
        [.. Symbols.Select(symbol => (symbol is Type type ? TypeNotation.Line(type) : MemberNotation.Line(symbol)).ToString())];

    [Fact]
    public void Finds_the_types_and_members_that_an_assembly_uses() => Assert.Empty(Used.Except(Lines));

    [Fact]
    public void Finds_nothing_else() =>
        Assert.DoesNotContain(Lines, line => !line.StartsWith("TorchSharp.", StringComparison.Ordinal) || line.Contains("| DisposeEverything |", StringComparison.Ordinal));

    [Fact]
    public void Every_unlisted_symbol_is_reported()
    {
        var listing = new ApiListing(Lines.Except(["TorchSharp.torch | NewDisposeScope | public static TorchSharp.DisposeScope NewDisposeScope()"]));
        Assert.Equal(
            ["TorchSharp.torch | NewDisposeScope | public static TorchSharp.DisposeScope NewDisposeScope()"],
            new SymbolCheck(listing).Unlisted(Symbols));
    }

    [Fact]
    public void An_unlisted_type_is_reported_with_its_members()
    {
        var listing = new ApiListing(Lines.Where(line => !line.StartsWith("TorchSharp.torch.Device |", StringComparison.Ordinal)));
        Assert.Equal(2, new SymbolCheck(listing).Unlisted(Symbols).Count);
    }
}
