using TorchSharp.Modules;
using TorchSharp.Optimization;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            /// <summary>The parameter groups in the order in which they were added.</summary>
            protected IList<ParamGroup> _parameter_groups = new List<ParamGroup>();

            private static readonly Operator s_detach = new("aten::detach_");
            private static readonly Operator s_zero = new("aten::zero_");

            private readonly HandleList _dense = new(owning: true);
            private readonly HandleList _sparse = new(owning: true);

            /// <param name="handle">Unused: no optimizer here has a native part. Pass zero.</param>
            protected Optimizer(IntPtr handle)
            {
            }

            /// <summary>The parameter groups, as schedulers see them.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Does one step; parameters without a gradient stay as they are.</summary>
            /// <param name="closure">Computes the loss anew, gradients included; called once, with gradients enabled.</param>
            /// <returns>The closure's loss; null without a closure.</returns>
            public virtual Tensor step(Func<Tensor>? closure = null) =>
                throw new NotSupportedException($"{GetType()} does not override step.");

            /// <summary>Zeroes the gradients in place; parameters without a gradient stay without.</summary>
            public virtual void zero_grad()
            {
                var gradMode = Autograd.GradMode;
                Autograd.GradMode = false;
                try
                {
                    foreach (var parameter in parameters())
                    {
                        var gradient = NativeTensor.Grad(parameter.Handle);
                        if (gradient == 0)
                            continue;
                        if (NativeTensor.Describe(gradient).Layout == 0)
                            _dense.Add(gradient);
                        else
                            _sparse.Add(gradient);
                        if (NativeTensor.RequiresGrad(gradient))
                            s_detach.Invoke([NativeValue.FromTensor(gradient)]);
                    }
                    if (_dense.Count > 0)
                        Foreach.Zero_(_dense);
                    for (var i = 0; i < _sparse.Count; i++)
                        s_zero.Invoke([NativeValue.FromTensor(_sparse[i])]);
                }
                finally
                {
                    _dense.Clear();
                    _sparse.Clear();
                    Autograd.GradMode = gradMode;
                }
            }

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters()
            {
                foreach (var group in _parameter_groups)
                    foreach (var parameter in group.Parameters)
                        yield return parameter;
            }

            /// <summary>Adds a group of parameters with options of their own.</summary>
            public virtual void add_param_group(ParamGroup param_group)
            {
                ArgumentNullException.ThrowIfNull(param_group);
                _parameter_groups.Add(param_group);
            }

            /// <summary>Frees the optimizer's state; the parameters stay.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }
        }
    }
}
