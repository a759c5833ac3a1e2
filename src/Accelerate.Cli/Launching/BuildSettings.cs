namespace Accelerate.Cli.Launching;

/// <summary>How a project is built before it is launched.</summary>
/// <param name="Configuration">Release or Debug, or what the project has.</param>
/// <param name="Framework">The framework, of a project that has several; null for its only one.</param>
/// <param name="IsSkipped">Whether what was built before is run as it is.</param>
internal sealed record BuildSettings(string Configuration, string? Framework, bool IsSkipped);
