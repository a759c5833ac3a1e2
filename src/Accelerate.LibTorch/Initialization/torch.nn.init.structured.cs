namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>The identity matrix.</summary>
            /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                CheckMatrix(tensor);
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                tensor.zero_().diagonal().fill_(1);
                return tensor;
            }

            /// <summary>Convolution weights that pass as many channels as possible through unchanged.</summary>
            /// <exception cref="ArgumentException">The tensor has not three to five dimensions.</exception>
            public static Tensor dirac_(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5)
                    throw new ArgumentException($"dirac_ fills weights of convolutions, of three to five dimensions, not a tensor of shape [{string.Join(", ", shape)}].", nameof(tensor));
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                var centre = tensor.zero_();
                for (var dimension = shape.Length - 1; dimension >= 2; dimension--)
                    centre = centre.select(dimension, shape[dimension] / 2);
                centre.diagonal().fill_(1);
                return tensor;
            }

            /// <summary>A random matrix with orthonormal rows or columns, all dimensions but the first taken as one (Saxe et al., 2013).</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException($"orthogonal_ needs a tensor of two or more dimensions, not one of shape [{string.Join(", ", shape)}].", nameof(tensor));
                if (tensor.numel() == 0)
                    return tensor;
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                var (rows, columns) = (shape[0], tensor.numel() / shape[0]);
                var random = empty_like(tensor).view(rows, columns).normal_();
                var (q, r) = linalg.qr(rows < columns ? random.t() : random);
                // The signs of R's diagonal make Q uniform over the orthogonal matrices (Mezzadri, 2006).
                q = q.mul(r.diag().sign());
                tensor.view(rows, columns).copy_(rows < columns ? q.t() : q).mul_(gain);
                return tensor;
            }

            /// <summary>Normal, with a share of each column set to zero (Martens, 2010).</summary>
            /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                CheckMatrix(tensor);
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                var shape = tensor.shape;
                var zeros = (long)Math.Ceiling(sparsity * shape[0]);
                tensor.normal_(0, std);
                for (var column = 0L; column < shape[1]; column++)
                {
                    var rows = randperm(shape[0], device: tensor.device).narrow(0, 0, zeros);
                    tensor.select(1, column).index_fill_(0, rows, 0);
                }
                return tensor;
            }

            private static void CheckMatrix(Tensor tensor)
            {
                if (tensor.shape.Length != 2)
                    throw new ArgumentException($"Only a matrix can be filled so, not a tensor of shape [{string.Join(", ", tensor.shape)}].", nameof(tensor));
            }
        }
    }
}
