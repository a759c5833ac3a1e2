using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The part of the tensor that the indices select, as in PyTorch: integers, slices, new dimensions and the ellipsis give a
        /// view; tensors and Booleans gather a copy. Setting writes a value, broadcast and converted, to that part.
        /// </summary>
        /// <exception cref="Accelerate.Native.TorchIndexException">An index is out of range, or there are too many.</exception>
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => index(Singles(i1));
            set => index_put_(value, Singles(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(Singles(i1, i2));
            set => index_put_(value, Singles(i1, i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Singles(i1, i2, i3));
            set => index_put_(value, Singles(i1, i2, i3));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(Singles(i1, i2, i3, i4));
            set => index_put_(value, Singles(i1, i2, i3, i4));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index(Singles(i1, i2, i3, i4, i5));
            set => index_put_(value, Singles(i1, i2, i3, i4, i5));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index(Singles(i1, i2, i3, i4, i5, i6));
            set => index_put_(value, Singles(i1, i2, i3, i4, i5, i6));
        }

        /// <summary>The part of the tensor that the indices select.</summary>
        public Tensor index(params TensorIndex[] indices)
        {
            using var view = new IndexedView(this, indices);
            return view.Get();
        }

        /// <summary>The elements at the positions that tensors of integers, or masks, give; null stands for a whole dimension.</summary>
        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, AsIndex));

        /// <summary>Writes a value to the part of the tensor that the indices select.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        /// <summary>Writes a value to the part of the tensor that the indices select, or adds it; repeated positions add up.</summary>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var view = new IndexedView(this, indices);
            view.Set(value, accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, Array.ConvertAll(indices, AsIndex), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor scalar = value;
            return index_put_(scalar, indices, accumulate: false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, AsIndex));

        private static TensorIndex[] Singles(params ReadOnlySpan<long> positions)
        {
            var indices = new TensorIndex[positions.Length];
            for (var i = 0; i < indices.Length; i++) indices[i] = TensorIndex.Single(positions[i]);
            return indices;
        }

        private static TensorIndex AsIndex(Tensor? tensor) => tensor is null ? TensorIndex.Colon : TensorIndex.Tensor(tensor);
    }
}
