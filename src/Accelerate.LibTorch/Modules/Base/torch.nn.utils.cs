using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Functions over the parameters of modules.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients together, in place, so that their norm as one vector is at most a bound.</summary>
            /// <param name="norm_type">The p of the p-norm; infinity for the greatest absolute value.</param>
            /// <returns>The norm before the scaling.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Count == 0)
                    return 0;
                var device = gradients[0].device;
                var norms = stack(gradients.Select(gradient => linalg.vector_norm(gradient, norm_type).to(device)));
                var total = linalg.vector_norm(norms, norm_type);
                // PyTorch's own formula, so that the result is the same to the last bit.
                var scale = total.add(1e-6).reciprocal().mul(max_norm).clamp(max: (Scalar)1.0);
                foreach (var gradient in gradients)
                    gradient.mul_(scale.to(gradient.device));
                return total.ToDouble();
            }

            /// <summary>Limits every element of the gradients to ±<paramref name="clip_value"/>, in place.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors))
                    gradient.clamp_((Scalar)(-clip_value), (Scalar)clip_value);
            }

            /// <summary>The elements of all parameters, one after the other, as one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToList()).MoveToOuterDisposeScope();
            }

            /// <summary>Copies the elements of a vector into the parameters, in the order of <see cref="parameters_to_vector"/>.</summary>
            /// <exception cref="ArgumentException">The vector has not as many elements as the parameters together; nothing has been copied.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                var parameters = tensors.ToList();
                var count = parameters.Sum(parameter => parameter.numel());
                if (vec.shape.Length != 1 || vec.numel() != count)
                    throw new ArgumentException($"The parameters take a vector of {count} elements, not a tensor of shape [{string.Join(", ", vec.shape)}].", nameof(vec));
                using var noGrad = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var parameter in parameters)
                {
                    parameter.copy_(vec.narrow(0, start, parameter.numel()).view_as(parameter));
                    start += parameter.numel();
                }
            }

            private static List<Tensor> Gradients(IEnumerable<Parameter> parameters) =>
                [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        }
    }
}
