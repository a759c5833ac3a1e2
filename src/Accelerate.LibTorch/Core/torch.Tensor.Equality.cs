using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_equal = new("aten::equal");

        /// <summary>Whether the other tensor has the same shape and the same values; <c>==</c> compares element by element.</summary>
        public bool Equals(Tensor? target)
        {
            if (ReferenceEquals(this, target))
                return true;
            if (target is null)
                return false;
            var (mine, other) = (NativeTensor.Describe(Handle), NativeTensor.Describe(target.Handle));
            if (!mine.Sizes.SequenceEqual(other.Sizes) || mine.ScalarType != other.ScalarType || mine.DeviceType != other.DeviceType || mine.DeviceIndex != other.DeviceIndex)
                return false;
            Span<NativeValue> result = [default];
            s_equal.Invoke([OperatorArgument.Of(this), OperatorArgument.Of(target)], result);
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return result[0].Bool;
        }

        /// <summary>Whether this is the same object, so that tensors serve as keys while their values change.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }
}
