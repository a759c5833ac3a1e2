namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>How much farther, less a margin, an anchor is from a positive example than from a negative one, by any distance.</summary>
            /// <param name="anchor">The anchors.</param>
            /// <param name="positive">An example of the same kind for each.</param>
            /// <param name="negative">An example of another kind for each.</param>
            /// <param name="distance">The distance of rows; null for the Euclidean.</param>
            /// <param name="margin">How much farther the negative example has to be.</param>
            /// <param name="swap">Whether the distance of positive from negative counts where it is smaller (Balntas et al. 2016).</param>
            /// <param name="reduction">How the losses of the examples become the result.</param>
            public static Tensor triplet_margin_with_distance_loss(
                Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                distance ??= static (left, right) => pairwise_distance(left, right);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap)
                    far = far.minimum(distance(positive, negative));
                var loss = near.sub(far).add(margin).clamp_min(0);
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }
        }
    }
}
