using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

/// <summary>A batch of tensors and nothing else, which can be dispatched.</summary>
[Batch]
internal readonly partial record struct Weighted(Tensor Values, Tensor Weights);
