using Accelerate.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The operators that modules need and that the API does not offer as functions.</summary>
internal static class ModuleOperators
{
    private static readonly Operator s_embedding = new("aten::embedding");
    private static readonly Operator s_embeddingRenorm = new("aten::embedding_renorm_");

    public static Tensor Embedding(Tensor weight, Tensor indices, long paddingIndex, bool scaleGradByFreq, bool sparse)
    {
        var result = s_embedding.InvokeTensor([
            OperatorArgument.Of(weight), OperatorArgument.Of(indices), OperatorArgument.Of(paddingIndex),
            OperatorArgument.Of(scaleGradByFreq), OperatorArgument.Of(sparse)]);
        GC.KeepAlive(weight);
        GC.KeepAlive(indices);
        return Tensor.Adopt(result);
    }

    public static void EmbeddingRenorm(Tensor weight, Tensor indices, double maxNorm, double normType)
    {
        s_embeddingRenorm.Invoke([OperatorArgument.Of(weight), OperatorArgument.Of(indices), OperatorArgument.Of(maxNorm), OperatorArgument.Of(normType)]);
        GC.KeepAlive(weight);
        GC.KeepAlive(indices);
    }
}
