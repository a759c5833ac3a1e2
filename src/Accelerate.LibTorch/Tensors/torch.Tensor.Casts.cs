using System.Numerics;
using Accelerate.Native;

namespace TorchSharp;

public static partial class torch
{
    // Numbers become scalar tensors, arrays vectors, of their own type; a tensor of one element becomes a number.
    public partial class Tensor
    {
        private static readonly Operator s_scalarTensor = new("aten::scalar_tensor");

        public static implicit operator Tensor(bool value) => tensor(value);

        public static implicit operator Tensor(byte value) => tensor(value);

        public static implicit operator Tensor(sbyte value) => tensor(value);

        public static implicit operator Tensor(short value) => tensor(value);

        public static implicit operator Tensor(int value) => tensor(value);

        public static implicit operator Tensor(long value) => tensor(value);

        public static implicit operator Tensor(float value) => tensor(value);

        public static implicit operator Tensor(double value) => tensor(value);

        public static implicit operator Tensor((float, float) value) => tensor(value);

        public static implicit operator Tensor(Complex value) => tensor(value);

        public static implicit operator Tensor(bool[] value) => tensor(value);

        public static implicit operator Tensor(byte[] value) => tensor(value);

        public static implicit operator Tensor(sbyte[] value) => tensor(value);

        public static implicit operator Tensor(short[] value) => tensor(value);

        public static implicit operator Tensor(int[] value) => tensor(value);

        public static implicit operator Tensor(long[] value) => tensor(value);

        public static implicit operator Tensor(float[] value) => tensor(value);

        public static implicit operator Tensor(double[] value) => tensor(value);

        public static implicit operator Tensor((float, float)[] value) => tensor(value);

        public static implicit operator Tensor(Complex[] value) => tensor(value);

        public static implicit operator Tensor(Scalar scalar) =>
            Adopt(s_scalarTensor.InvokeTensor([OperatorArgument.Of(scalar), OperatorArgument.Of(scalar.Type)]));

        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public static explicit operator byte(Tensor value) => value.ToByte();

        public static explicit operator sbyte(Tensor value) => value.ToSByte();

        public static explicit operator short(Tensor value) => value.ToInt16();

        public static explicit operator int(Tensor value) => value.ToInt32();

        public static explicit operator long(Tensor value) => value.ToInt64();

        public static explicit operator float(Tensor value) => value.ToSingle();

        public static explicit operator double(Tensor value) => value.ToDouble();
    }
}
