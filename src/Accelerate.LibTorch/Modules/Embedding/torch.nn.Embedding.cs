using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.Embedding"/>
        /// <param name="padding_idx">An index whose vector is zero and gets no gradient.</param>
        /// <param name="max_norm">Vectors that are longer are scaled to this length, in place, when they are looked up.</param>
        /// <param name="norm_type">The p of the p-norm that <paramref name="max_norm"/> limits.</param>
        /// <param name="scale_grad_by_freq">Whether a vector's gradient is divided by how often it was looked up in the batch.</param>
        /// <param name="sparse">Whether the gradient is sparse.</param>
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
            Modules.Embedding.Random(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

        /// <summary>An embedding over a given table.</summary>
        /// <param name="freeze">Whether the table is not trained.</param>
        /// <inheritdoc cref="Embedding"/>
        public static Embedding Embedding_from_pretrained(
            Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
        {
            using var table = embeddings.to(dtype ?? embeddings.dtype, device ?? embeddings.device).detach();
            return new Embedding(new Parameter(table, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        }
    }
}
