namespace Accelerate.Cli.Diagnosing;

/// <summary>Something that must be so on a machine that is set up, checked by all ranks together.</summary>
/// <param name="Name">What is checked, as the report names it.</param>
/// <param name="Run">Checks it; makes the same collectives on every rank, and throws where something is wrong.</param>
internal sealed record SetupCheck(string Name, Action<SelfTestContext> Run);
