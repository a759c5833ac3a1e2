using Xunit;

namespace Accelerate.Api.Tests;

internal static class Listing
{
    /// <summary>The listing of TorchSharp's API; skips the test where it is not at hand.</summary>
    public static ApiListing OrSkip()
    {
        var listing = ApiListing.Find();
        Assert.SkipWhen(listing is null, $"The listing of TorchSharp's API is not beside this checkout ({ApiListing.RelativePath}).");
        return listing!;
    }
}
