using System.Reflection;

namespace Accelerate.Api.Tests;

/// <summary>Tells which used symbols the listing lacks.</summary>
internal sealed class SymbolCheck(ApiListing listing)
{
    private readonly SurfaceCheck surface = new(listing);

    public IReadOnlyList<string> Unlisted(IEnumerable<MemberInfo> symbols) =>
        [.. symbols.Where(symbol => !IsListed(symbol)).Select(Describe).Order(StringComparer.Ordinal)];

    private bool IsListed(MemberInfo symbol) =>
        symbol is Type type ? listing.HasType(TypeNotation.Of(type)) : surface.IsAllowed(symbol);

    private static string Describe(MemberInfo symbol) =>
        (symbol is Type type ? TypeNotation.Line(type) : MemberNotation.Line(symbol)).ToString();
}
