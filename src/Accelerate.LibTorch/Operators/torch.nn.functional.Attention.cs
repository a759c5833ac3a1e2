namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator s_attention = new("aten::scaled_dot_product_attention");
            private static bool? s_hasAttention;

            /// <summary>
            /// <c>softmax(query·keyᵀ / √E + mask)·value</c>, with dropout of the weights (Vaswani et al. 2017). Uses libtorch's own kernel
            /// where there is one (2.0 and later).
            /// </summary>
            /// <param name="query">Shape (…, L, E).</param>
            /// <param name="key">Shape (…, S, E).</param>
            /// <param name="value">Shape (…, S, V).</param>
            /// <param name="attn_mask">Broadcastable to (…, L, S): true where attention is allowed, or numbers to add.</param>
            /// <param name="p">The probability of dropping a weight.</param>
            /// <param name="is_casual">Whether a position attends to itself and those before only.</param>
            /// <exception cref="ArgumentException">Both a mask and <paramref name="is_casual"/> are given.</exception>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Give a mask or ask for the causal one, not both.", nameof(attn_mask));
                return (s_hasAttention ??= s_attention.Exists) == true
                    ? FusedAttention(query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            private static Tensor FusedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                var result = s_attention.InvokeTensor([
                    OperatorArgument.Of(query), OperatorArgument.Of(key), OperatorArgument.Of(value), OperatorArgument.Of(mask), OperatorArgument.Of(p), OperatorArgument.Of(causal)]);
                GC.KeepAlive(query);
                GC.KeepAlive(key);
                GC.KeepAlive(value);
                GC.KeepAlive(mask);
                return Tensor.Adopt(result);
            }

            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                var scaled = query.mul(1 / Math.Sqrt(query.shape[^1]));
                var scores = scaled.matmul(key.transpose(-2, -1));
                if (causal)
                    mask = torch.ones([query.shape[^2], key.shape[^2]], ScalarType.Bool, query.device).tril();
                if (mask?.dtype == ScalarType.Bool)
                    scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
                else if (mask is not null)
                    scores = scores.add(mask);
                var weights = dropout(scores.softmax(-1), p, training: p > 0);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
