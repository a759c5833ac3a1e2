using Xunit;

namespace Accelerate.LibTorch.Tests.Core;

/// <summary>Tests of what the whole process shares: they run alone.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;
