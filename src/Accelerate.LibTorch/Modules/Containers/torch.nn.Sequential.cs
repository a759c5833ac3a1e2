using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new([.. modules]);

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new([.. modules]);

        /// <inheritdoc cref="TorchSharp.Modules.Sequential"/>
        public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
            new([.. modules.Select(module => (module.Item1, module.Item2))]);
    }
}
