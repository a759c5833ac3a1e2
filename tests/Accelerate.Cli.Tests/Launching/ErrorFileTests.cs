using Accelerate.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>What a launcher reads of what a worker left, which any program may have written.</summary>
public sealed class ErrorFileTests
{
    [Theory]
    [InlineData("""{"message": "out of memory"}""", "out of memory", null)]
    [InlineData("""{"message": {"message": "RuntimeError: no", "errorCode": 1, "extraInfo": {"py_callstack": "there", "timestamp": "1700000000"}}}""", "RuntimeError: no", 1700000000L)]
    [InlineData("""{"message": {"message": "late", "extraInfo": {"timestamp": "99999999999999999"}}}""", "late", null)]
    [InlineData("""{"message": {"extraInfo": 3}}""", "", null)]
    public void It_may_have_any_form_of_torchelastic(string text, string message, long? seconds)
    {
        using var directory = new TemporaryDirectory();
        var error = ErrorFile.Read(directory.Write("error.json", text))!;
        Assert.Equal((message, seconds), (error.Message, error.Time?.ToUnixTimeSeconds()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{\"message\": 3}")]
    [InlineData("{\"message\": \"cut of")]
    public void Anything_else_says_nothing(string text)
    {
        using var directory = new TemporaryDirectory();
        Assert.Null(ErrorFile.Read(directory.Write("error.json", text)));
    }
}
