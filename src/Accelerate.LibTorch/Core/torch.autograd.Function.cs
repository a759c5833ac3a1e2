namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>A differentiable function written in managed code. An exception in forward or backward comes out of the call that ran it.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private protected Function()
            {
            }

            /// <summary>The name that the graph and error messages show.</summary>
            public abstract string Name { get; }

            /// <summary>Runs forward and records backward. Tensors among <paramref name="vars"/> are the differentiable inputs.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                ArgumentNullException.ThrowIfNull(vars);
                var function = new T();
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                    outputs = function.Forward(context, vars);

                var inputs = vars.OfType<Tensor>().ToArray();
                var handles = outputs.Select(output => NativeTensor.Alias(output.Handle)).ToArray();
                try
                {
                    AutogradFunction.Apply(function.Name, OperatorArgument.HandlesOf(inputs), handles,
                        [.. outputs.Select(output => !Holds(context.NonDifferentiable, output))],
                        [.. outputs.Select(output => Holds(context.Dirty, output))],
                        OperatorArgument.HandlesOf(context.Saved), context.MaterializeGrads,
                        (gradients, saved) => function.RunBackward(context, vars, gradients, saved));
                }
                catch
                {
                    NativeTensor.Free(handles);
                    throw;
                }
                GC.KeepAlive(inputs);
                GC.KeepAlive(context.Saved);
                // The graph keeps what was saved; holding it here as well would keep the graph alive through its own outputs.
                context.Saved = [];
                var results = new List<Tensor>();
                for (var i = 0; i < handles.Length; i++)
                {
                    results.Add(Tensor.Adopt(handles[i]));
                    if (!inputs.Any(input => ReferenceEquals(input, outputs[i])))
                        outputs[i].Dispose();
                }
                return results;
            }

            private protected abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            private protected abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);

            private static bool Holds(List<Tensor> tensors, Tensor tensor) => tensors.Exists(other => ReferenceEquals(other, tensor));

            private nint[] RunBackward(AutogradContext context, object[] vars, nint[] gradients, nint[] saved)
            {
                using var scope = NewDisposeScope();
                context.Saved = Alias(saved);
                List<Tensor> results;
                try
                {
                    results = Backward(context, Alias(gradients));
                }
                finally
                {
                    context.Saved = [];
                }
                var inputs = vars.Count(value => value is Tensor);
                // Either a gradient for each tensor, or one for each argument with null for what is not a tensor.
                var aligned = results.Count == inputs ? results
                    : results.Count == vars.Length ? [.. results.Where((_, i) => vars[i] is Tensor)]
                    : throw new InvalidOperationException($"backward of {Name} returned {results.Count} gradients; apply was given {inputs} tensors. Return one gradient for each, null where there is none.");
                return [.. aligned.Select(result => result is null ? 0 : NativeTensor.Alias(result.Handle))];
            }

            private static List<Tensor> Alias(nint[] handles) =>
                [.. handles.Select(handle => handle == 0 ? null! : Tensor.Adopt(NativeTensor.Alias(handle)))];
        }

        /// <summary>A function that returns one tensor.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            protected SingleTensorFunction()
            {
            }

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients[0]);
        }

        /// <summary>A function that returns several tensors.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            protected MultiTensorFunction()
            {
            }

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            private protected override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients);
        }
    }
}
