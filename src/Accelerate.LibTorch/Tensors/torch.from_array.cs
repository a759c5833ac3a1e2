namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor with the shape and a copy of the elements of an array of any rank.</summary>
    /// <exception cref="ArgumentException">The array is jagged, or its elements are of a type that tensors do not have.</exception>
    public static Tensor from_array(Array rawArray, Device? device = null) => TensorFactory.FromArray(rawArray, null, device);

    /// <inheritdoc cref="from_array(Array, Device?)"/>
    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        TensorFactory.FromArray(rawArray, dtype, device, requires_grad, names);

    /// <summary>
    /// A vector over the memory of an array, read as elements of <paramref name="dtype"/>: writing to one writes to the other.
    /// The array stays pinned as long as the tensor, or a view of it, lives.
    /// </summary>
    /// <param name="count">The number of elements; -1 for all that are there.</param>
    /// <param name="offset">The number of bytes to leave out at the start.</param>
    /// <exception cref="ArgumentException">The array has no room for what is asked.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var bytes = rawArray.LongLength * TensorFactory.ElementTypeOf(rawArray).ByteSize();
        var size = dtype.ByteSize();
        if (bytes == 0 || count == 0)
            throw new ArgumentException("Neither the buffer nor the count may be 0.", nameof(count));
        if (offset < 0 || offset >= bytes)
            throw new ArgumentException($"The offset must be at least 0 and less than the {bytes} bytes of the buffer, but is {offset}.", nameof(offset));
        if (count < 0)
        {
            if ((bytes - offset) % size != 0)
                throw new ArgumentException($"The {bytes - offset} bytes after the offset are not a multiple of the {size} bytes of a {dtype}. Give a count.", nameof(dtype));
            count = (bytes - offset) / size;
        }
        else if (count > (bytes - offset) / size)
        {
            throw new ArgumentException($"{count} elements of {size} bytes do not fit into the {bytes - offset} bytes after the offset.", nameof(count));
        }

        return TensorFactory.Share(rawArray, offset, [count], dtype, requires_grad);
    }
}
