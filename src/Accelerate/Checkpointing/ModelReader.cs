using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Loads a saved model. Everything is checked before the first value is written.</summary>
internal static class ModelReader
{
    public static void Read(nn.Module model, string path)
    {
        var files = Open(path);
        try
        {
            var state = new ModelState(model);
            var entries = files.SelectMany(file => file.Entries.Select(entry => (File: file, Entry: entry))).ToArray();
            RequireMatch(state, [.. entries.Select(e => e.Entry)], model.GetType().Name, path);
            using var noGrad = torch.no_grad();
            foreach (var (file, entry) in entries)
            {
                var target = state.Tensors[entry.Name];
                if (target.numel() == 0)
                    continue;
                using var values = file.Map(entry);
                target.copy_(values);
            }
        }
        finally
        {
            foreach (var file in files)
                file.Dispose();
        }
    }

    private static List<SafetensorsFile> Open(string path)
    {
        if (!Directory.Exists(path))
            return path.EndsWith(".json", StringComparison.Ordinal) && File.Exists(path) ? OpenShards(path) : [SafetensorsFile.Open(path)];
        var single = Path.Combine(path, ModelFiles.Single);
        if (File.Exists(single))
            return [SafetensorsFile.Open(single)];
        var index = Path.Combine(path, ModelFiles.Index);
        return File.Exists(index)
            ? OpenShards(index)
            : throw new FileNotFoundException($"The directory '{path}' holds neither {ModelFiles.Single} nor {ModelFiles.Index}.");
    }

    private static List<SafetensorsFile> OpenShards(string index)
    {
        var places = ModelFiles.ReadIndex(index);
        var files = new List<SafetensorsFile>();
        try
        {
            foreach (var shard in places.GroupBy(place => place.Value, place => place.Key).OrderBy(shard => shard.Key, StringComparer.Ordinal))
            {
                var file = SafetensorsFile.Open(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(index))!, shard.Key));
                files.Add(file);
                var difference = shard.ToHashSet();
                difference.SymmetricExceptWith(file.Entries.Select(entry => entry.Name));
                if (difference.Count > 0)
                    throw new InvalidDataException($"'{index}' and '{file.Path}' do not belong together: only one of them has {string.Join(", ", difference.Order(StringComparer.Ordinal))}.");
            }
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
        return files;
    }

    private static void RequireMatch(ModelState state, SafetensorsEntry[] entries, string model, string path)
    {
        var problems = new List<string>();
        var given = entries.Where(entry => state.Tensors.ContainsKey(entry.Name)).Select(entry => state.FirstNameOf(entry.Name)).ToHashSet();
        problems.AddRange(state.Tensors.Keys.Where(name => !given.Contains(state.FirstNameOf(name))).Select(name => $"missing: {name}"));
        foreach (var entry in entries)
        {
            if (!state.Tensors.TryGetValue(entry.Name, out var tensor))
                problems.Add($"unexpected: {entry.Name}");
            else if (!tensor.shape.AsSpan().SequenceEqual(entry.Shape))
                problems.Add($"shape: {entry.Name} is [{string.Join(", ", entry.Shape)}] in the file and [{string.Join(", ", tensor.shape)}] in the model");
            else if (tensor.dtype != entry.Type)
                problems.Add($"type: {entry.Name} is {entry.Type} in the file and {tensor.dtype} in the model");
        }
        if (problems.Count > 0)
            throw new InvalidDataException(
                $"'{path}' does not fit {model}, and nothing was loaded. {problems.Count} differences:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", problems)}");
    }
}
