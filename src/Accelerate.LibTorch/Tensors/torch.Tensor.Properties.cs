using Accelerate.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_isConj = new("aten::is_conj");
        private static readonly Operator s_isNeg = new("aten::is_neg");
        private static readonly Operator s_isNonzero = new("aten::is_nonzero");
        private static readonly Operator s_isPinned = new("aten::is_pinned");

        /// <summary>The sizes of the dimensions.</summary>
        public long[] shape
        {
            get
            {
                var sizes = NativeTensor.Describe(Handle).Sizes.ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        /// <summary>The number of dimensions.</summary>
        public long Dimensions => dim();

        /// <summary>The number of dimensions.</summary>
        public long ndim => dim();

        /// <summary>The number of elements.</summary>
        public long NumberOfElements => numel();

        /// <summary>The bytes that an element takes.</summary>
        public long ElementSize => Describe().ItemSize;

        public ScalarType dtype => (ScalarType)Describe().ScalarType;

        public Device device
        {
            get
            {
                var description = Describe();
                return new((DeviceType)description.DeviceType, description.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Describe().DeviceType;

        /// <summary>The index of the device; -1 where there is but one.</summary>
        public int device_index => Describe().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        /// <summary>Whether the elements are stored as coordinates and values.</summary>
        public bool is_sparse => Describe().Layout == 1;

        public long[] size() => shape;

        /// <summary>The size of one dimension, counted from the end if negative.</summary>
        /// <exception cref="TorchIndexException">There is no such dimension.</exception>
        public long size(int dim)
        {
            var sizes = shape;
            return sizes[Wrap(dim, sizes.Length)];
        }

        /// <summary>The distances, in elements, between neighbours along the dimensions.</summary>
        public long[] stride()
        {
            var strides = NativeTensor.Describe(Handle).Strides.ToArray();
            GC.KeepAlive(this);
            return strides;
        }

        /// <summary>The distance, in elements, between neighbours along one dimension.</summary>
        /// <exception cref="TorchIndexException">There is no such dimension.</exception>
        public long stride(int dim)
        {
            var strides = stride();
            return strides[Wrap(dim, strides.Length)];
        }

        public long dim() => Describe().Dimensions;

        public long numel() => Describe().ElementCount;

        public long element_size() => Describe().ItemSize;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_complex() => dtype.IsComplex();

        public bool is_floating_point() => dtype.IsFloatingPoint();

        /// <summary>Whether the elements are integers or Booleans.</summary>
        public bool is_integral() => dtype.IsIntegral();

        public bool is_quantized() => dtype.IsQuantized();

        /// <summary>Whether the elements lie one after the other in the order of their indices.</summary>
        public bool is_contiguous()
        {
            var description = NativeTensor.Describe(Handle);
            var contiguous = IsContiguous(description);
            GC.KeepAlive(this);
            return contiguous;
        }

        /// <summary>Whether this is a view that stands for the conjugate of what is stored.</summary>
        public bool is_conj() => Query(s_isConj);

        /// <summary>Whether this is a view that stands for the negative of what is stored.</summary>
        public bool is_neg() => Query(s_isNeg);

        /// <summary>Whether the one element is not zero.</summary>
        /// <exception cref="TorchException">There is not exactly one element.</exception>
        public bool is_nonzero() => Query(s_isNonzero);

        /// <summary>Whether the memory is page-locked, for faster copies to a GPU.</summary>
        public bool is_pinned() => Query(s_isPinned);

        private static bool IsContiguous(TensorDescription description)
        {
            if (description.Layout != 0) return false;
            if (description.ElementCount == 0) return true;
            var expected = 1L;
            for (var i = description.Dimensions - 1; i >= 0; i--)
            {
                if (description.Sizes[i] == 1) continue;
                if (description.Strides[i] != expected) return false;
                expected *= description.Sizes[i];
            }

            return true;
        }

        private static int Wrap(int dimension, int count)
        {
            if (dimension < -count || dimension >= count)
            {
                throw new TorchIndexException(count == 0
                    ? $"A scalar tensor has no dimension {dimension}."
                    : $"Dimension {dimension} is out of range: it must be from {-count} to {count - 1}.");
            }

            return dimension < 0 ? dimension + count : dimension;
        }

        // For the parts that are values; sizes and strides must be read before the tensor can be freed.
        private TensorDescription Describe()
        {
            var description = NativeTensor.Describe(Handle);
            GC.KeepAlive(this);
            return description;
        }

        private bool Query(Operator query)
        {
            var result = torch.Query(query, [NativeValue.FromTensor(Handle)]).Bool;
            GC.KeepAlive(this);
            return result;
        }
    }
}
