namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether autograd records operations on the tensor.</summary>
        /// <exception cref="TorchException">Set on a tensor that is not a leaf, or whose type has no gradients.</exception>
        public bool requires_grad
        {
            get
            {
                var result = NativeTensor.RequiresGrad(Handle);
                GC.KeepAlive(this);
                return result;
            }
            set
            {
                NativeTensor.SetRequiresGrad(Handle, value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>The accumulated gradient, of the tensor's shape; null when there is none. Each read makes a new tensor object.</summary>
        public Tensor? grad
        {
            get
            {
                var result = Adopt(NativeTensor.Grad(Handle));
                GC.KeepAlive(this);
                return result;
            }
            set
            {
                NativeTensor.SetGrad(Handle, value?.Handle ?? 0);
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Whether the tensor is a leaf of the autograd graph: not the result of a recorded operation.</summary>
        public bool is_leaf
        {
            get
            {
                var result = NativeTensor.IsLeaf(Handle);
                GC.KeepAlive(this);
                return result;
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>Makes backward keep the gradient of a tensor that is not a leaf.</summary>
        public void retain_grad()
        {
            NativeTensor.RetainGrad(Handle);
            GC.KeepAlive(this);
        }

        /// <summary>Adds the gradients of this scalar to the leaves of its graph.</summary>
        /// <exception cref="TorchException">The tensor has no graph, or more than one element. An exception of a hook or of a custom function comes out as itself.</exception>
        public void backward() => autograd.backward(this);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward(this, grad_tensors, retain_graph, create_graph, inputs);
    }
}
