using Accelerate.Native;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters with their paths, this module's before its children's; one that is shared comes once, under its first path.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
                WithoutTies(EveryParameter("", recurse));

            /// <summary>The buffers with their paths, this module's before its children's; one that is shared comes once, under its first path.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                WithoutTies(EveryBuffer("", recurse, include_nonpersistent));

            /// <summary>The modules below this one with their paths, each before its children; one that is shared comes once.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                var seen = new HashSet<Module>(ReferenceEqualityComparer.Instance) { this };
                return Descendants("", seen);
            }

            /// <summary>The child modules with their names; one that is registered twice comes once.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() =>
                _internal_submodules.Select(child => (child.Item1, child.Item2)).DistinctBy(child => child.Item2, ReferenceEqualityComparer.Instance);

            /// <summary>The parameters in the order of <see cref="named_parameters"/>.</summary>
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The buffers in the order of <see cref="named_buffers"/>.</summary>
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            /// <summary>The modules below this one in the order of <see cref="named_modules"/>.</summary>
            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>The child modules.</summary>
            public virtual IEnumerable<Module> children() => named_children().Select(entry => entry.module);

            /// <summary>Whether there is a parameter at a path such as <c>encoder.0.weight</c>.</summary>
            public virtual bool has_parameter(string target) => Owner(target, out var last) is { } owner && owner._internal_params.ContainsKey(last);

            /// <summary>The parameter at a path such as <c>encoder.0.weight</c>; null if there is none.</summary>
            public virtual Parameter get_parameter(string target) =>
                Owner(target, out var last) is { } owner && owner._internal_params.TryGetValue(last, out var parameter) ? parameter : null!;

            /// <summary>Whether there is a buffer at a path such as <c>encoder.1.running_mean</c>.</summary>
            public virtual bool has_buffer(string target) => Owner(target, out var last) is { } owner && owner._internal_buffers.ContainsKey(last);

            /// <summary>The buffer at a path such as <c>encoder.1.running_mean</c>; null if there is none.</summary>
            public virtual Tensor get_buffer(string target) =>
                Owner(target, out var last) is { } owner && owner._internal_buffers.TryGetValue(last, out var buffer) ? buffer.Item1 : null!;

            private Module? Owner(string target, out string last)
            {
                ArgumentNullException.ThrowIfNull(target);
                var path = target.Split('.');
                last = path[^1];
                var owner = this;
                foreach (var step in path.AsSpan(0, path.Length - 1))
                    if (!owner._internal_submodules.TryGetValue(step, out owner))
                        return null;
                return owner;
            }

            private IEnumerable<(string, Parameter)> EveryParameter(string prefix, bool recurse)
            {
                foreach (var (name, parameter) in _internal_params)
                    yield return (prefix + name, parameter);
                if (!recurse)
                    yield break;
                foreach (var (name, child) in _internal_submodules)
                    foreach (var entry in child.EveryParameter($"{prefix}{name}.", true))
                        yield return entry;
            }

            private IEnumerable<(string, Tensor)> EveryBuffer(string prefix, bool recurse, bool nonPersistent)
            {
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                    if (persistent || nonPersistent)
                        yield return (prefix + name, buffer);
                if (!recurse)
                    yield break;
                foreach (var (name, child) in _internal_submodules)
                    foreach (var entry in child.EveryBuffer($"{prefix}{name}.", true, nonPersistent))
                        yield return entry;
            }

            private IEnumerable<(string, Module)> Descendants(string prefix, HashSet<Module> seen)
            {
                foreach (var (name, child) in _internal_submodules)
                {
                    if (!seen.Add(child))
                        continue;
                    yield return (prefix + name, child);
                    foreach (var entry in child.Descendants($"{prefix}{name}.", seen))
                        yield return entry;
                }
            }

            private static IEnumerable<(string, T)> WithoutTies<T>(IEnumerable<(string, T)> entries) where T : Tensor =>
                entries.DistinctBy(entry => NativeTensor.Identity(entry.Item2.Handle));
        }
    }
}
