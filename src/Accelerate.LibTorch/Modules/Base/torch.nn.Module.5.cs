namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module of five inputs: derive from it, override <see cref="forward"/>, and use it through <see cref="call"/>.</summary>
        public abstract class Module<T1, T2, T3, T4, T5, TResult> :
            HookableModule<Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)?>, Func<Module<T1, T2, T3, T4, T5, TResult>, T1, T2, T3, T4, T5, TResult, TResult?>>,
            IModule<T1, T2, T3, T4, T5, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>The computation of the module. Call <see cref="call"/> instead, which runs the hooks too.</summary>
            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);

            /// <summary>Runs the hooks that come before, <see cref="forward"/>, and the hooks that come after.</summary>
            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5)
            {
                RunHooks(module_pre_hooks);
                foreach (var hook in Snapshot(pre_hooks))
                    if (hook(this, input1, input2, input3, input4, input5) is { } changed)
                        (input1, input2, input3, input4, input5) = changed;
                var result = forward(input1, input2, input3, input4, input5);
                foreach (var hook in Snapshot(post_hooks))
                    if (hook(this, input1, input2, input3, input4, input5, result) is { } changed)
                        result = changed;
                RunHooks(module_post_hooks);
                return result;
            }
        }
    }
}
