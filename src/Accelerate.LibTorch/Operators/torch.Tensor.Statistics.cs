namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The standard deviation along dimensions.</summary>
        /// <param name="dimensions">The dimensions to reduce.</param>
        /// <param name="unbiased">Whether to divide by one less than the number of elements.</param>
        /// <param name="keepdim">Whether the dimensions stay, with one element each.</param>
        /// <param name="type">The type to compute in; null for the tensor's own.</param>
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            if (type is not { } wanted)
                return std_over(dimensions, unbiased, keepdim);
            using var converted = cast(wanted);
            return converted.std_over(dimensions, unbiased, keepdim);
        }

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std(dimensions.AsSpan(), unbiased, keepdim, type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>The variance along dimensions.</summary>
        /// <param name="dimensions">The dimensions to reduce.</param>
        /// <param name="unbiased">Whether to divide by one less than the number of elements.</param>
        /// <param name="keepdim">Whether the dimensions stay, with one element each.</param>
        /// <param name="type">The type to compute in; null for the tensor's own.</param>
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            if (type is not { } wanted)
                return var_over(dimensions, unbiased, keepdim);
            using var converted = cast(wanted);
            return converted.var_over(dimensions, unbiased, keepdim);
        }

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var(dimensions.AsSpan(), unbiased, keepdim, type);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>The standard deviation and the mean along dimensions.</summary>
        /// <param name="dimensions">The dimensions to reduce.</param>
        /// <param name="unbiased">Whether to divide by one less than the number of elements.</param>
        /// <param name="keepdim">Whether the dimensions stay, with one element each.</param>
        /// <param name="type">The type to compute in; null for the tensor's own.</param>
        public (Tensor std, Tensor mean) std_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            if (type is not { } wanted)
                return std_mean_over(dimensions, unbiased, keepdim);
            using var converted = cast(wanted);
            return converted.std_mean_over(dimensions, unbiased, keepdim);
        }

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std_mean(dimensions.AsSpan(), unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std_mean([dim], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);

        /// <summary>The variance and the mean along dimensions.</summary>
        /// <param name="dimensions">The dimensions to reduce.</param>
        /// <param name="unbiased">Whether to divide by one less than the number of elements.</param>
        /// <param name="keepdim">Whether the dimensions stay, with one element each.</param>
        /// <param name="type">The type to compute in; null for the tensor's own.</param>
        public (Tensor std, Tensor mean) var_mean(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            if (type is not { } wanted)
                return var_mean_over(dimensions, unbiased, keepdim);
            using var converted = cast(wanted);
            return converted.var_mean_over(dimensions, unbiased, keepdim);
        }

        public (Tensor std, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var_mean(dimensions.AsSpan(), unbiased, keepdim, type);

        public (Tensor @var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var_mean([dim], unbiased, keepdim, type);

        public (Tensor @var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var_mean([dim.Item1, dim.Item2], unbiased, keepdim, type);

        public (Tensor @var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim.Item1, dim.Item2, dim.Item3], unbiased, keepdim, type);
    }
}
