using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of every neural network module: a tree of named parameters, buffers and child modules. A module owns
        /// what is registered with it: registering takes a tensor out of its dispose scope, and disposing the module frees it.
        /// </summary>
        /// <remarks>The fields of derived types are kept when a program is trimmed, because <see cref="RegisterComponents"/> reads them.</remarks>
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)]
        public partial class Module : IDisposable
        {
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected string name;
            private bool _training = true;
            private bool _disposed;

            protected Module(string name) => this.name = name;

            /// <summary>The name given to the constructor.</summary>
            public virtual string GetName() => name;

            /// <summary>Registers a parameter; null removes the one of that name.</summary>
            /// <exception cref="ArgumentException">The name is empty or contains a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter? param)
            {
                if (param is null)
                {
                    _internal_params.Remove(name);
                    return;
                }
                CheckName(name, "parameter");
                param.DetachFromDisposeScope();
                _internal_params.Add(name, param);
            }

            /// <summary>Registers a buffer: a tensor that belongs to the module but is not trained. Null removes the one of that name.</summary>
            /// <param name="persistent">Whether the buffer is part of <see cref="state_dict"/>.</param>
            /// <exception cref="ArgumentException">The name is empty or contains a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor? tensor, bool persistent = true)
            {
                if (tensor is null)
                {
                    _internal_buffers.Remove(name);
                    return;
                }
                CheckName(name, "buffer");
                tensor.DetachFromDisposeScope();
                _internal_buffers.Add(name, (tensor, persistent));
            }

            /// <summary>Registers a child module, and the child's own fields if it has not registered them. Null removes the one of that name.</summary>
            /// <exception cref="ArgumentException">The name is empty or contains a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken, or the child contains this module.</exception>
            public virtual void register_module(string name, Module? submodule)
            {
                if (submodule is null)
                {
                    _internal_submodules.Remove(name);
                    return;
                }
                CheckName(name, "module");
                submodule.RegisterComponents();
                if (submodule == this || submodule.modules().Contains(this))
                    throw new InvalidOperationException($"Module '{name}' cannot be registered with {GetName()}: it contains {GetName()} itself.");
                _internal_submodules.Add(name, submodule);
            }

            /// <inheritdoc cref="register_module"/>
            public void add_module(string name, Module? module) => register_module(name, module);

            /// <summary>Registers the parameter under the name, in place of the one it had; null removes it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is not null && _internal_params.ContainsKey(name))
                {
                    value.DetachFromDisposeScope();
                    _internal_params[name] = value;
                    return;
                }
                register_parameter(name, value);
            }

            /// <inheritdoc cref="ConditionallyRegisterParameter(string, Parameter?)"/>
            protected void ConditionallyRegisterParameter(string name, Tensor? value) =>
                ConditionallyRegisterParameter(name, value is null ? null : value as Parameter ?? new Parameter(value));

            /// <summary>Registers the buffer under the name, in place of the one it had; null removes it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is not null && _internal_buffers.ContainsKey(name))
                {
                    value.DetachFromDisposeScope();
                    _internal_buffers[name] = (value, persistent);
                    return;
                }
                register_buffer(name, value, persistent);
            }

            /// <summary>Forgets all child modules without disposing them.</summary>
            protected void ClearModules() => _internal_submodules.Clear();

            /// <summary>
            /// Registers every instance field, of base classes first, that holds a module, a parameter or a tensor (as a buffer), under the
            /// field's name or that of its <see cref="ComponentNameAttribute"/>. Call it at the end of the constructor. What is registered
            /// already, under whatever name, is left alone, so that calling it again registers only what is new.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                var registered = new HashSet<object>(ReferenceEqualityComparer.Instance);
                registered.UnionWith(_internal_submodules.Values);
                registered.UnionWith(_internal_params.Values);
                registered.UnionWith(_internal_buffers.Values.Select(buffer => buffer.Item1));
                foreach (var field in ComponentFields(GetType()))
                    if (field.GetValue(this) is { } value && !registered.Contains(value))
                        Register(field.ComponentName(), value);
            }

            private void Register(string name, object value)
            {
                switch (value)
                {
                    case Module module:
                        register_module(name, module);
                        break;
                    case Parameter parameter:
                        register_parameter(name, parameter);
                        break;
                    case Tensor tensor:
                        register_buffer(name, tensor);
                        break;
                }
            }

            // The types of this library register what they hold themselves, so the walk ends at the first of them.
            private static IEnumerable<FieldInfo> ComponentFields([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.AllFields)] Type? type)
            {
                if (type is null || type.Assembly == typeof(Module).Assembly)
                    return [];
                var declared = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
                return ComponentFields(type.BaseType).Concat(declared);
            }

            private void CheckName(string name, string kind)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                if (name.Contains('.'))
                    throw new ArgumentException($"'{name}' cannot name a {kind} of {GetName()}: a name has no dots, which separate the levels of a path. Use an underscore.", nameof(name));
                var holder = _internal_params.ContainsKey(name) ? "parameter"
                    : _internal_buffers.ContainsKey(name) ? "buffer"
                    : _internal_submodules.ContainsKey(name) ? "module" : null;
                if (holder is not null)
                    throw new InvalidOperationException($"{GetName()} already has a {holder} named '{name}'. Choose another name, or remove it first by registering null under it.");
            }

            /// <summary>Whether the module is in training mode, as dropout and batch normalization ask.</summary>
            public virtual bool training => _training;

            /// <summary>Puts the module and all below it into training mode, or out of it.</summary>
            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var child in children())
                    child.train(train);
            }

            /// <summary>Puts the module and all below it into evaluation mode.</summary>
            public virtual void eval() => train(false);

            /// <summary>Calls a function on every module of the tree, children before their parents.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var child in children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            /// <summary>Forgets the gradients of all parameters.</summary>
            /// <param name="set_to_none">Whether to drop the gradients rather than fill them with zeros.</param>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                        continue;
                    }
                    using var gradient = parameter.grad;
                    gradient?.detach_().zero_();
                }
            }

            /// <summary>Frees the parameters and buffers of this module and of all below it.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed)
                    return;
                _disposed = true;
                foreach (var parameter in _internal_params.Values)
                    parameter.Dispose();
                foreach (var (buffer, _) in _internal_buffers.Values)
                    buffer.Dispose();
                foreach (var child in _internal_submodules.Values)
                    child.Dispose();
            }
        }
    }
}
