using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Saves a model. Every file is written under another name first and takes its own when all are complete, and files of a former save go
/// last, so that a failure leaves the former save as it was.
/// </summary>
internal static class ModelWriter
{
    public static void Write(nn.Module model, string directory, long maxShardSize)
    {
        if (File.Exists(directory))
            throw new IOException($"The model cannot be saved to the directory '{directory}': there is a file of that name.");
        var tensors = new ModelState(model).Distinct.ToArray();
        foreach (var (name, tensor) in tensors)
            RequireWritable(name, tensor);
        Directory.CreateDirectory(directory);

        var shards = Split(tensors, maxShardSize);
        var names = shards.Count == 1 ? [ModelFiles.Single] : Enumerable.Range(1, shards.Count).Select(n => ModelFiles.Shard(n, shards.Count)).ToList();
        var temporary = new List<(string Path, string Name)>();
        try
        {
            for (var i = 0; i < shards.Count; i++)
                SafetensorsWriter.Write(Temporary(names[i]), shards[i]);
            if (shards.Count > 1)
                ModelFiles.WriteIndex(
                    Temporary(ModelFiles.Index),
                    tensors.Sum(pair => SafetensorsWriter.ByteCount(pair.Value)),
                    shards.SelectMany((shard, i) => shard.Select(pair => (pair.Key, names[i]))));
            foreach (var (path, name) in temporary)
                File.Move(path, Path.Combine(directory, name), overwrite: true);
        }
        finally
        {
            foreach (var (path, _) in temporary)
                File.Delete(path);
        }
        foreach (var stale in ModelFiles.In(directory).ExceptBy(temporary.Select(file => file.Name), Path.GetFileName).ToArray())
            File.Delete(stale);

        string Temporary(string name)
        {
            var path = Path.Combine(directory, $".{name}.{Guid.NewGuid():N}.tmp");
            temporary.Add((path, name));
            return path;
        }
    }

    private static void RequireWritable(string name, Tensor tensor)
    {
        if (tensor.device_type == DeviceType.META)
            throw new InvalidOperationException($"'{name}' is on the meta device and has no values to save.");
        if (NativeTensor.Describe(tensor.Handle).Layout != 0)
            throw new NotSupportedException($"'{name}' is sparse, which a safetensors file cannot hold. Convert it with to_dense().");
        if (SafetensorsType.NameOf(tensor.dtype) is null)
            throw new NotSupportedException($"'{name}' is of type {tensor.dtype}, which a safetensors file cannot hold. Convert it to one of {SafetensorsType.Names}.");
    }

    private static List<List<KeyValuePair<string, Tensor>>> Split(KeyValuePair<string, Tensor>[] tensors, long maxShardSize)
    {
        List<List<KeyValuePair<string, Tensor>>> shards = [[]];
        var size = 0L;
        foreach (var pair in tensors)
        {
            var bytes = SafetensorsWriter.ByteCount(pair.Value);
            if (shards[^1].Count > 0 && size + bytes > maxShardSize)
            {
                shards.Add([]);
                size = 0;
            }
            shards[^1].Add(pair);
            size += bytes;
        }
        return shards;
    }
}
