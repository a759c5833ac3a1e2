namespace Accelerate.Build.Benchmarks;

/// <summary>How long a build took.</summary>
/// <param name="Whole">From the start of <c>dotnet build</c> to its end.</param>
/// <param name="Compiler">The part of the compiler, by MSBuild's own measure.</param>
internal readonly record struct BuildTime(TimeSpan Whole, TimeSpan Compiler);
