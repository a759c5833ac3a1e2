namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The tensor with its dimensions in reverse order; a view.</summary>
        public Tensor T => reversed();

        /// <summary>The conjugate transpose of a matrix; a view.</summary>
        public Tensor H => hermitian();

        /// <summary>The tensor with its last two dimensions exchanged; a view.</summary>
        public Tensor mT => matrix_transpose();

        /// <summary>The conjugate of the tensor with its last two dimensions exchanged; a view.</summary>
        public Tensor mH => matrix_adjoint();

        /// <summary>The real part; a view.</summary>
        public Tensor real => real_part();

        /// <summary>The imaginary part of a complex tensor; a view.</summary>
        public Tensor imag => imaginary_part();
    }
}
