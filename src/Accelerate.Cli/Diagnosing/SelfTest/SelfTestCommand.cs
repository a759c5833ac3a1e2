using System.CommandLine;

namespace Accelerate.Cli.Diagnosing;

/// <summary>The program that <c>accelerate test</c> starts on every rank. It is part of the tool so that it is there wherever the tool is, and runs on what the tool runs on.</summary>
internal sealed class SelfTestCommand : Command
{
    public const string CommandName = "self-test";

    public SelfTestCommand(Func<string, string?> environment)
        : base(CommandName, "The worker of accelerate test.")
    {
        Hidden = true;
        SetAction(result =>
        {
            try
            {
                var place = DistributedEnvironment.Read(environment);
                using var group = place.WorldSize > 1 ? ProcessGroup.Connect(place) : null;
                return SelfTest.Run(new(group, environment), SetupChecks.All, result.InvocationConfiguration.Output);
            }
            catch (Exception error) when (error is RendezvousException or DllNotFoundException or ArgumentException)
            {
                result.InvocationConfiguration.Error.WriteLine($"{error.Message}");
                return 1;
            }
        });
    }
}
