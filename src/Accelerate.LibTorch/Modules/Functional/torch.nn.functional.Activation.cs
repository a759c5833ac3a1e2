namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Softmax of -x along a dimension.</summary>
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negated = x.neg();
                return softmax(negated, dim);
            }

            /// <summary>x / (1 + |x|).</summary>
            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using var magnitude = x.abs();
                using var divisor = magnitude.add(1);
                return inplace ? x.div_(divisor) : x.div(divisor);
            }

            /// <summary>x - tanh(x).</summary>
            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using var tangent = x.tanh();
                return inplace ? x.sub_(tangent) : x.sub(tangent);
            }
        }
    }
}
