namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The negative log-likelihood of values under normal distributions.</summary>
            /// <param name="input">The means.</param>
            /// <param name="variance">The variances: of the input's shape, or without its last dimension, or with one of size 1.</param>
            /// <param name="full">Whether to add the constant term.</param>
            /// <param name="eps">The least variance; smaller ones count as this, without a gradient.</param>
            /// <exception cref="ArgumentException">A variance is negative, or their shape does not fit.</exception>
            public static Tensor gaussian_nll_loss(
                Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                var withoutLast = variance.shape.AsSpan().SequenceEqual(shape.AsSpan(..Math.Max(shape.Length - 1, 0)));
                if (!variance.shape.AsSpan().SequenceEqual(shape))
                {
                    if (withoutLast)
                        variance = variance.unsqueeze(-1);
                    else if (variance.dim() != shape.Length || variance.shape[^1] != 1 || !variance.shape.AsSpan(..^1).SequenceEqual(shape.AsSpan(..^1)))
                        throw new ArgumentException(
                            $"The variance of input of shape [{string.Join(", ", shape)}] has that shape, or lacks the last dimension, or has one of size 1; not [{string.Join(", ", variance.shape)}].", nameof(variance));
                }
                if (variance.lt(0).any().ToBoolean())
                    throw new ArgumentException("A variance is negative.", nameof(variance));
                var least = variance.clone();
                using (no_grad())
                    least.clamp_(min: (Scalar)eps);
                var loss = least.log().add(input.sub(target).square().div(least)).mul(0.5);
                if (full)
                    loss = loss.add(0.5 * Math.Log(2 * Math.PI));
                return Reduce(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>The mean over classes of the binary cross entropy of logits.</summary>
            public static Tensor multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var loss = target.mul(logsigmoid(input)).add(target.neg().add(1).mul(logsigmoid(input.neg()))).neg();
                if (weight is not null)
                    loss = loss.mul(weight);
                var ofSamples = loss.sum(-1).div(input.shape[^1]);
                return Reduce(ofSamples, reduction).MoveToOuterDisposeScope();
            }

            private static Tensor Reduce(Tensor loss, Reduction reduction) => reduction switch
            {
                Reduction.None => loss,
                Reduction.Mean => loss.mean(),
                Reduction.Sum => loss.sum(),
                _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "A loss is reduced by None, Mean or Sum."),
            };
        }
    }
}
