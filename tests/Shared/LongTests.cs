using Xunit;

namespace Accelerate.Testing;

/// <summary>Tests that take minutes run only when asked for, as <c>./test.sh --long</c> does.</summary>
internal static class LongTests
{
    public const string Variable = "ACCELERATE_LONG_TESTS";

    public static void SkipUnlessAsked() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", "Takes long; ./test.sh --long runs it.");
}
