using Xunit;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>Tests that seed libtorch's default generator, which the whole process shares, so that nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DefaultGeneratorCollection
{
    public const string Name = "Default generator";
}
