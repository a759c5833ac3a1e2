using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Something that holds tensors and can be made anew with others in their place.</summary>
public interface IBatch : IDisposable
{
    /// <summary>A copy with another tensor in the place of each; everything else as it is.</summary>
    /// <param name="map">Gives the tensor to take in the place of one. It is called once for each tensor that is not null, always in the same order.</param>
    object Map(Func<Tensor, Tensor> map);
}
