using System.CommandLine;
using Accelerate.Cli.Launching;

namespace Accelerate.Cli.Diagnosing;

/// <summary><c>accelerate test</c>: launches a program that checks the set-up and the semantics of training as it is configured.</summary>
internal sealed class TestCommand : Command
{
    /// <param name="launch">Runs <c>accelerate launch</c> with arguments.</param>
    public TestCommand(Func<IReadOnlyList<string>, Task<int>> launch)
        : base("test", "Checks on the configured processes that collectives, data and training do what they should. Takes seconds. Options are those of accelerate launch: accelerate test --num-processes 2.")
    {
        TreatUnmatchedTokensAsErrors = false;
        SetAction((result, _) => launch([.. result.UnmatchedTokens, typeof(TestCommand).Assembly.Location, SelfTestCommand.CommandName]));
    }
}
