using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

/// <summary>A batch that may lack a tensor and holds something else besides, so that it is not dispatched.</summary>
[Batch]
internal readonly partial record struct Labelled(Tensor Values, Tensor? Weights, string Origin);
