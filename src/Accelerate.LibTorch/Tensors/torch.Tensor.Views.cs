namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_numpyT = new("aten::numpy_T");
        private static readonly Operator s_matrixH = new("aten::matrix_H");
        private static readonly Operator s_mT = new("aten::mT");
        private static readonly Operator s_mH = new("aten::mH");
        private static readonly Operator s_real = new("aten::real");
        private static readonly Operator s_imag = new("aten::imag");

        /// <summary>A view with the dimensions in the opposite order.</summary>
        public Tensor T => View(s_numpyT);

        /// <summary>A view of a matrix as its conjugate transpose.</summary>
        public Tensor H => View(s_matrixH);

        /// <summary>A view with the last two dimensions exchanged.</summary>
        public Tensor mT => View(s_mT);

        /// <summary>A view with the last two dimensions exchanged and the elements conjugate.</summary>
        public Tensor mH => View(s_mH);

        /// <summary>A view of the real parts.</summary>
        public Tensor real => View(s_real);

        /// <summary>A view of the imaginary parts of a complex tensor.</summary>
        public Tensor imag => View(s_imag);

        private Tensor View(Operator view)
        {
            var result = Adopt(view.InvokeTensor([NativeValue.FromTensor(Handle)]));
            GC.KeepAlive(this);
            return result;
        }
    }
}
