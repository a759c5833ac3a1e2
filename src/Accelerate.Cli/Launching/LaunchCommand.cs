using System.CommandLine;

namespace Accelerate.Cli.Launching;

/// <summary><c>accelerate launch</c>: starts a program in as many processes as are asked for.</summary>
internal sealed class LaunchCommand : Command
{
    public LaunchCommand()
        : base("launch", "Starts a training program in one or more processes.")
    {
    }
}
