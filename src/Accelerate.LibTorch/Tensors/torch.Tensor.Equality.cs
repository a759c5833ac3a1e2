using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_equal = new("aten::equal");

        /// <summary>Whether the other tensor has the same type, device, shape and elements.</summary>
        public bool Equals(Tensor? target)
        {
            if (target is null) return false;
            if (ReferenceEquals(this, target)) return true;
            var mine = Describe();
            var other = target.Describe();
            if (mine.ScalarType != other.ScalarType || mine.DeviceType != other.DeviceType || mine.DeviceIndex != other.DeviceIndex) return false;
            var equal = torch.Query(s_equal, [NativeValue.FromTensor(Handle), NativeValue.FromTensor(target.Handle)]).Bool;
            GC.KeepAlive(this);
            GC.KeepAlive(target);
            return equal;
        }

        /// <inheritdoc cref="Equals(Tensor?)"/>
        public override bool Equals(object? obj) => Equals(obj as Tensor);

        /// <summary>A number of this object, not of its elements: they may change while the tensor is a key of a dictionary, which so tells tensors by identity.</summary>
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
    }
}
