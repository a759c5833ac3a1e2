namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Carries what a custom function's forward leaves for its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _saved = [];

            internal AutogradContext()
            {
            }

            /// <summary>Whether backward gets zeros in place of absent gradients.</summary>
            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> Dirty { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            internal List<Tensor> Saved
            {
                get => _saved;
                set => _saved = value;
            }

            /// <summary>Keeps tensors for backward: inputs, outputs or others.</summary>
            public void save_for_backward(List<Tensor> tensors) => _saved = tensors;

            /// <summary>In backward, the tensors that forward saved, in their order.</summary>
            public List<Tensor> get_saved_variables() => _saved;

            public void save_data(string key, object value) => _data[key] = value;

            /// <exception cref="KeyNotFoundException">forward saved nothing under this key.</exception>
            public object get_data(string key) =>
                _data.TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"forward saved no data named '{key}'. It saved: {string.Join(", ", _data.Keys)}.");

            /// <summary>Says which inputs forward changed in place; it must return them.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = tensors;

            /// <summary>Says through which outputs no gradient flows.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = tensors;

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => _saved = [];
        }
    }
}
