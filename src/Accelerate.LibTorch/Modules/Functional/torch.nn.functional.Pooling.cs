namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The maximum of each of a fixed number of windows over (N, C, L).</summary>
            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) => First(adaptive_max_pool1d_with_indices(input, output_size));

            /// <summary>The maximum of each of a fixed number of windows over (N, C, H, W).</summary>
            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => First(adaptive_max_pool2d_with_indices(input, output_size));

            /// <summary>The maximum of each of a fixed number of windows over (N, C, D, H, W).</summary>
            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) => First(adaptive_max_pool3d_with_indices(input, output_size));

            private static Tensor First((Tensor values, Tensor indices) result)
            {
                result.indices.Dispose();
                return result.values;
            }
        }
    }
}
