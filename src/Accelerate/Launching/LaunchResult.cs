namespace Accelerate.Launching;

/// <summary>How a launch ended.</summary>
/// <param name="ExitCode">0 where all processes ended well; else the code of the process that failed first, or 128 and the number of the signal that stopped the launch.</param>
/// <param name="Failure">The first cause; null where there was no failure.</param>
internal sealed record LaunchResult(int ExitCode, WorkerFailure? Failure);
