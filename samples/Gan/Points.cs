using Accelerate;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Points of the plane, a row each: [batch, 2].</summary>
[Batch]
internal readonly partial record struct Points(Tensor Coordinates);
