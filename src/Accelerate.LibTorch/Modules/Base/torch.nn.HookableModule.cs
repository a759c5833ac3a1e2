namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose <c>call</c> runs hooks before and after <c>forward</c>, in the order of their registration.</summary>
        /// <typeparam name="TPreHook">A function of the module and its input; what it returns replaces the input, unless it is null.</typeparam>
        /// <typeparam name="TPostHook">A function of the module, its input and its result; what it returns replaces the result, unless it is null.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected Dictionary<string, TPreHook> pre_hooks = [];
            protected Dictionary<string, TPostHook> post_hooks = [];
            protected Dictionary<string, Action<Module>> module_pre_hooks = [];
            protected Dictionary<string, Action<Module>> module_post_hooks = [];

            protected HookableModule(string name) : base(name)
            {
            }

            /// <summary>Registers a hook that runs after <c>forward</c> returns; an exception in <c>forward</c> skips it.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(post_hooks, hook);

            /// <summary>Registers a hook that runs after <c>forward</c> returns and after the hooks that see the result.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Add(module_post_hooks, hook);

            /// <summary>Registers a hook that runs before <c>forward</c>.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(pre_hooks, hook);

            /// <summary>Registers a hook that runs before <c>forward</c> and before the hooks that see the input.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(module_pre_hooks, hook);

            private protected void RunHooks(Dictionary<string, Action<Module>> hooks)
            {
                foreach (var hook in Snapshot(hooks))
                    hook(this);
            }

            // A hook may register or remove hooks; those of a call are the ones there were when it began.
            private protected static ICollection<THook> Snapshot<THook>(Dictionary<string, THook> hooks) => hooks.Count == 0 ? [] : [.. hooks.Values];

            private HookRemover Add<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                ArgumentNullException.ThrowIfNull(hook);
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Removes a hook.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                /// <summary>Removes the hook; a second call does nothing.</summary>
                public void remove()
                {
                    _ = module.pre_hooks.Remove(key) || module.post_hooks.Remove(key)
                        || module.module_pre_hooks.Remove(key) || module.module_post_hooks.Remove(key);
                }
            }
        }
    }
}
