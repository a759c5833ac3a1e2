using System.Globalization;
using Accelerate.Launching;

namespace Accelerate;

/// <summary>Starts training on several ranks from code, as <c>accelerate launch</c> does from the command line.</summary>
public static class Launcher
{
    /// <summary>Set in processes that <see cref="Run"/> started: to which of the program's calls they belong.</summary>
    private const string CallVariable = "ACCELERATE_LAUNCHER_CALL";

    private static int s_calls;

    /// <summary>
    /// Runs <paramref name="train"/> on each of <paramref name="processes"/> ranks and waits for all. An <see cref="Accelerator"/> made there knows its rank.
    /// <para>
    /// By processes, this program is started again for each rank with the same arguments, runs to this call, trains and ends; what follows the call runs
    /// in this process only, once all have ended. In a process that a launcher started already, such as <c>accelerate launch</c>, torchrun, mpirun or srun, <paramref name="train"/> simply runs.
    /// </para>
    /// </summary>
    /// <param name="train">Trains; it makes its own accelerator, models and loaders.</param>
    /// <param name="processes">The number of ranks, at least 1.</param>
    /// <param name="options">What differs from the defaults; null for nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    /// <exception cref="ArgumentException">The environment variables of a launcher contradict each other.</exception>
    /// <exception cref="InvalidOperationException">An accelerator was made before, which belongs to this process alone; or processes cannot be started here.</exception>
    /// <exception cref="RankFailedException">A rank failed; which, and with what.</exception>
    /// <exception cref="OperationCanceledException">Ctrl-C or SIGTERM ended the processes.</exception>
    public static void Run(Action train, int processes, LauncherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(processes, 1);
        options ??= new();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRestarts, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThreadsPerProcess ?? 1, 1, nameof(options));
        if (LiveAccelerators.Any)
            throw new InvalidOperationException("An Accelerator was made before Launcher.Run, and it belongs to this process alone. Make it inside the method that Launcher.Run is given, so that each rank has its own.");
        var call = Interlocked.Increment(ref s_calls);
        if (OwnCall() is { } own)
        {
            // A program that calls Run twice comes by its first call again on the way to its second.
            if (call == own)
                TrainAndExit(train);
            else if (call > own)
                throw new InvalidOperationException("Launcher.Run was called by a rank that Launcher.Run started. Call it in the program, not in what it trains.");
            return;
        }
        if (IsLaunched)
            Train(train);
        else if (options.By == LaunchBy.Threads)
            RankThreads.Run(train, processes, ThreadsOf(options, processes));
        else
            RunProcesses(call, processes, options);
    }

    /// <summary>An MPI or Slurm may start single programs too, which are then no ranks.</summary>
    private static bool IsLaunched => DistributedEnvironment.Read() is { Launcher: "torchrun" } or { Launcher: not null, WorldSize: > 1 };

    private static int? OwnCall() =>
        int.TryParse(Environment.GetEnvironmentVariable(CallVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var call) ? call : null;

    private static int ThreadsOf(LauncherOptions options, int processes) => options.ThreadsPerProcess ?? Math.Max(1, Environment.ProcessorCount / processes);

    private static void RunProcesses(int call, int processes, LauncherOptions options)
    {
        var plan = new LaunchPlan
        {
            Program = ThisProgram(),
            LocalProcesses = processes,
            Threads = ThreadsOf(options, processes),
            MaxRestarts = options.MaxRestarts,
            LogDirectory = options.LogDirectory is { } directory ? Path.GetFullPath(directory) : null,
            MainPort = 0,
            Environment = new Dictionary<string, string?> { [CallVariable] = call.ToString(CultureInfo.InvariantCulture) },
        };
        using var supervisor = new Supervisor(plan, LaunchConsole.Own());
        var result = Task.Run(supervisor.RunAsync).GetAwaiter().GetResult();
        if (result.Failure is { } failure)
            throw new RankFailedException(failure.Rank, failure.ToString(), exitCode: failure.ExitCode);
        if (result.ExitCode != 0)
            throw new OperationCanceledException($"The processes were ended by {ProcessControl.SignalOf(result.ExitCode)}.");
    }

    private static WorkerProgram ThisProgram()
    {
        var arguments = Environment.GetCommandLineArgs();
        var executable = Environment.ProcessPath ?? throw new NotSupportedException("The path of this program is not known, so that it cannot be started again. Use accelerate launch, or LaunchBy.Threads.");
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? new(executable, [Path.GetFullPath(arguments[0]), .. arguments[1..]])
            : new(executable, arguments[1..]);
    }

    private static void Train(Action train)
    {
        ErrorFile.WriteUnhandledExceptions();
        train();
    }

    private static void TrainAndExit(Action train)
    {
        try
        {
            train();
        }
        catch (Exception error)
        {
            ErrorFile.Write(error);
            Console.Error.WriteLine(error);
            Environment.Exit(1);
        }
        Environment.Exit(0);
    }
}
