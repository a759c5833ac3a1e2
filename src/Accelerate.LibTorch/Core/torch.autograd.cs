namespace TorchSharp;

public static partial class torch
{
    /// <summary>Automatic differentiation.</summary>
    public static partial class autograd
    {
        /// <summary>Adds the gradients of <paramref name="tensors"/> to the leaves of their graph, or to <paramref name="inputs"/> only.</summary>
        /// <exception cref="TorchException">libtorch refused. An exception of a hook or of a custom function comes out as itself.</exception>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            Autograd.Backward(OperatorArgument.HandlesOf(tensors), OperatorArgument.HandlesOf(grad_tensors), retain_graph ?? create_graph, create_graph, OperatorArgument.HandlesOf(inputs));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        /// <summary>The gradients of <paramref name="outputs"/> with respect to <paramref name="inputs"/>; null for an unused one when that is allowed.</summary>
        /// <exception cref="TorchException">libtorch refused, as for an unused input that is not allowed.</exception>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            var gradients = Autograd.Gradients(OperatorArgument.HandlesOf(outputs), OperatorArgument.HandlesOf(inputs), OperatorArgument.HandlesOf(grad_outputs), retain_graph, create_graph, allow_unused);
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return [.. gradients.Select(Tensor.Adopt)];
        }

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);
    }
}
