using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.ModuleList{T}"/>
        public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);

        /// <inheritdoc cref="TorchSharp.Modules.ModuleList{T}"/>
        public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

        /// <inheritdoc cref="TorchSharp.Modules.ModuleDict{T}"/>
        public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules) where T : Module
        {
            var result = new ModuleDict<T>();
            foreach (var module in modules)
                result.Add(module);
            return result;
        }

        /// <inheritdoc cref="TorchSharp.Modules.ModuleDict{T}"/>
        public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

        /// <inheritdoc cref="TorchSharp.Modules.Parameter"/>
        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <inheritdoc cref="TorchSharp.Modules.ParameterList"/>
        public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);

        /// <inheritdoc cref="TorchSharp.Modules.ParameterDict"/>
        public static ParameterDict ParameterDict(params (string, Parameter)[] parameters)
        {
            var result = new ParameterDict();
            foreach (var parameter in parameters)
                result.Add(parameter);
            return result;
        }
    }
}
