using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// The parameters and persistent buffers of this module and of all below it, by path. The tensors are the module's own, not
            /// copies; one that is shared stands under each of its paths.
            /// </summary>
            /// <param name="destination">A dictionary to add to; a new one by default.</param>
            /// <param name="prefix">A path to put before the keys, joined by a dot.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : $"{prefix}.";
                foreach (var (name, parameter) in _internal_params)
                    destination[start + name] = parameter;
                foreach (var (name, (buffer, persistent)) in _internal_buffers)
                    if (persistent)
                        destination[start + name] = buffer;
                foreach (var (name, child) in _internal_submodules)
                    child.state_dict(destination, start + name);
                return destination;
            }

            /// <summary>Copies tensors into the parameters and persistent buffers of the same path.</summary>
            /// <param name="source">The tensors by path; they may have another type or device.</param>
            /// <param name="strict">Whether every path of the module must be in the source, and the other way round.</param>
            /// <param name="skip">Paths to leave as they are and not to ask for.</param>
            /// <returns>The paths that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="InvalidOperationException">
            /// A shape differs, or, when strict, a path is missing or unknown; the message names them all. Nothing has been copied then.
            /// </exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                ArgumentNullException.ThrowIfNull(source);
                var skipped = new HashSet<string>(skip ?? []);
                var target = state_dict();
                var missing = target.Keys.Where(key => !source.ContainsKey(key) && !skipped.Contains(key)).ToList();
                var unexpected = source.Keys.Where(key => !target.ContainsKey(key) && !skipped.Contains(key)).ToList();
                var copied = target.Where(entry => source.ContainsKey(entry.Key) && !skipped.Contains(entry.Key)).ToList();
                var wrong = copied.Where(entry => !entry.Value.shape.AsSpan().SequenceEqual(source[entry.Key].shape))
                    .Select(entry => $"{entry.Key} (here {Shape(entry.Value)}, given {Shape(source[entry.Key])})").ToList();
                if (wrong.Count > 0 || (strict && missing.Count + unexpected.Count > 0))
                    throw new InvalidOperationException(Mismatch(strict ? missing : [], strict ? unexpected : [], wrong));

                using var noGrad = no_grad();
                foreach (var (key, tensor) in copied)
                    tensor.copy_(source[key]);
                return (missing, unexpected);
            }

            /// <summary>Writes the state dictionary to a file in TorchSharp's format.</summary>
            /// <param name="skip">Paths to leave out.</param>
            public Module save(string location, IList<string>? skip = null)
            {
                // Written beside its place and moved there when complete, so that a failure never spoils the file of an earlier save.
                var partial = location + ".partial";
                try
                {
                    using (var stream = File.Create(partial))
                        save(stream, skip);
                    File.Move(partial, location, overwrite: true);
                }
                catch
                {
                    File.Delete(partial);
                    throw;
                }
                return this;
            }

            /// <summary>Writes the state dictionary to a stream in TorchSharp's format; the stream stays open.</summary>
            /// <param name="skip">Paths to leave out.</param>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            /// <summary>Writes the state dictionary in TorchSharp's format.</summary>
            /// <param name="skip">Paths to leave out.</param>
            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            /// <summary>Writes tensors by name in TorchSharp's format: their number, then each name and tensor.</summary>
            /// <param name="skip">Names to leave out.</param>
            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var skipped = new HashSet<string>(skip ?? []);
                var entries = sd.Where(entry => !skipped.Contains(entry.Key)).ToList();
                writer.Write7BitEncodedInt64(entries.Count);
                foreach (var (key, tensor) in entries)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            /// <summary>Reads a file that <see cref="save(string, IList{string})"/> wrote.</summary>
            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}, Dictionary{string, bool})"/>
            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                if (!File.Exists(location))
                    throw new FileNotFoundException($"There is no file '{location}' to load {GetName()} from.", location);
                using var stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <inheritdoc cref="load(BinaryReader, bool, IList{string}, Dictionary{string, bool})"/>
            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Reads a state dictionary in TorchSharp's format and copies it into this module.</summary>
            /// <param name="strict">Whether the file must hold every path of the module and no other.</param>
            /// <param name="skip">Paths to leave as they are and not to ask for.</param>
            /// <param name="loadedParameters">Receives each path of the module, and whether it was read.</param>
            /// <exception cref="InvalidDataException">The data end early or are not in this format.</exception>
            /// <exception cref="InvalidOperationException">What <see cref="load_state_dict"/> throws; nothing has been copied then.</exception>
            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var scope = NewDisposeScope();
                var source = ReadStateDict(reader, new HashSet<string>(skip ?? []));
                load_state_dict(source, strict, skip);
                if (loadedParameters is not null)
                    foreach (var key in state_dict().Keys)
                        loadedParameters[key] = source.ContainsKey(key);
                return this;
            }

            /// <summary>Makes a module and loads it from a file.</summary>
            public static Module Create<T>(string path) where T : Module, new()
            {
                var module = new T();
                try
                {
                    return module.load(path);
                }
                catch
                {
                    module.Dispose();
                    throw;
                }
            }

            private static Dictionary<string, Tensor> ReadStateDict(BinaryReader reader, HashSet<string> skipped)
            {
                var source = new Dictionary<string, Tensor>();
                try
                {
                    for (var remaining = reader.Read7BitEncodedInt64(); remaining > 0; remaining--)
                    {
                        var key = reader.ReadString();
                        var skip = skipped.Contains(key);
                        var tensor = TensorExtensionMethods.Load(reader, skip);
                        if (!skip)
                            source[key] = tensor;
                    }
                }
                catch (Exception problem) when (problem is EndOfStreamException or FormatException)
                {
                    throw new InvalidDataException($"The data end early or are not a module in TorchSharp's format: reading stopped after {source.Count} tensors.", problem);
                }
                return source;
            }

            private string Mismatch(List<string> missing, List<string> unexpected, List<string> wrong)
            {
                var message = new StringBuilder($"The given state does not fit {GetName()}; nothing was loaded.");
                if (missing.Count > 0)
                    message.Append($" Missing: {string.Join(", ", missing)}.");
                if (unexpected.Count > 0)
                    message.Append($" Unexpected: {string.Join(", ", unexpected)}.");
                if (wrong.Count > 0)
                    message.Append($" Of another shape: {string.Join(", ", wrong)}.");
                if (missing.Count + unexpected.Count > 0)
                    message.Append(" Pass strict: false to load what fits, or name keys in skip.");
                return message.ToString();
            }

            private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
        }
    }
}
