using System.Reflection;
using Xunit;

namespace Accelerate.Api.Tests;

public class FrontEndTests
{
    private static readonly Assembly FrontEnd = Assembly.Load("TorchSharp");

    [Fact]
    public void Every_visible_member_is_one_of_TorchSharp()
    {
        var check = new SurfaceCheck(Listing.OrSkip());
        check.Check(FrontEnd.GetTypes());
        Assert.True(check.MembersChecked > 1000, $"Only {check.MembersChecked} members were compared.");
        AssertNone(check.Differences, "differ from TorchSharp");
    }

    [Fact]
    public void The_version_is_below_that_of_TorchSharp()
    {
        var version = FrontEnd.GetName().Version;
        Assert.Equal(new Version(0, 1, 0, 0), version);
        Assert.True(version < new Version(0, 107, 0, 0));
    }

    [Fact]
    public void The_runtime_uses_only_symbols_of_TorchSharp() =>
        AssertUsesOnlyListedSymbols(Listing.OrSkip(), Path.Combine(AppContext.BaseDirectory, "Accelerate.dll"));

    [Fact]
    public void The_samples_use_only_symbols_of_TorchSharp()
    {
        var listing = Listing.OrSkip();
        var folder = Path.Combine(AppContext.BaseDirectory, "samples");
        var samples = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [];
        Assert.NotEmpty(samples);
        Assert.All(samples, sample => AssertUsesOnlyListedSymbols(listing, sample));
    }

    private static void AssertUsesOnlyListedSymbols(ApiListing listing, string assembly)
    {
        var symbols = new SymbolCollector(FrontEnd).Collect(assembly);
        Assert.NotEmpty(symbols);
        AssertNone(new SymbolCheck(listing).Unlisted(symbols), $"are used by {Path.GetFileName(assembly)}, but are not TorchSharp's");
    }

    private static void AssertNone(IReadOnlyCollection<string> differences, string what) =>
        Assert.True(differences.Count == 0, $"{differences.Count} types or members {what}:\n\n{string.Join("\n\n", differences)}");
}
