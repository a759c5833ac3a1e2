namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module of one input: derive from it, override <see cref="forward"/>, and use it through <see cref="call"/>.</summary>
        public abstract class Module<T, TResult> :
            HookableModule<Func<Module<T, TResult>, T, T?>, Func<Module<T, TResult>, T, TResult, TResult?>>,
            IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            /// <summary>The computation of the module. Call <see cref="call"/> instead, which runs the hooks too.</summary>
            public abstract TResult forward(T input);

            /// <summary>Runs the hooks that come before, <see cref="forward"/>, and the hooks that come after.</summary>
            public TResult call(T input)
            {
                RunHooks(module_pre_hooks);
                foreach (var hook in Snapshot(pre_hooks))
                    if (hook(this, input) is { } changed)
                        input = changed;
                var result = forward(input);
                foreach (var hook in Snapshot(post_hooks))
                    if (hook(this, input, result) is { } changed)
                        result = changed;
                RunHooks(module_post_hooks);
                return result;
            }
        }
    }
}
