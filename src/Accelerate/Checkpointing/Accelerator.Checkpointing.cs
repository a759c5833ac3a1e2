using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>
    /// Saves a model's state dictionary as safetensors, in Hugging Face's layout: <c>model.safetensors</c>, or
    /// <c>model-00001-of-0000N.safetensors</c> and <c>model.safetensors.index.json</c> when it takes several files. Tied weights are written once.
    /// Files take their names when all are complete, so that a failure leaves a former save as it was; files of a former save that are not
    /// part of this one are then removed. Only the main process writes; the others wait until it is done, so call it on all.
    /// </summary>
    /// <param name="model">The model, prepared or not.</param>
    /// <param name="directory">The directory; it is created if need be.</param>
    /// <param name="maxShardSize">The largest file in bytes, at least 1; a single tensor that is larger gets a file of its own.</param>
    /// <exception cref="NotSupportedException">A tensor is sparse, or of a type that the format does not have.</exception>
    /// <exception cref="InvalidOperationException">A tensor is on the meta device.</exception>
    /// <exception cref="IOException">The directory is a file, or writing failed; on the other processes whatever kept the main one from writing.</exception>
    public void SaveModel(nn.Module model, string directory, long maxShardSize = 10_000_000_000)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxShardSize, 1);
        WriteOnMainProcess(() => ModelWriter.Write(model, directory, maxShardSize), $"the model into '{directory}'");
    }

    /// <summary>
    /// Loads values saved by <see cref="SaveModel"/>, or by Hugging Face's libraries, into a model. Names, shapes and types must be the model's;
    /// of tied weights one name is enough. Nothing is written into the model unless everything fits.
    /// </summary>
    /// <param name="model">The model, prepared or not. Its tensors stay the same and get new values.</param>
    /// <param name="path">A directory, a <c>.safetensors</c> file or an index of shards.</param>
    /// <exception cref="FileNotFoundException">There is no model at the path, or a shard is missing.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or does not fit the model; the message lists every difference.</exception>
    public void LoadModel(nn.Module model, string path)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelReader.Read(model, path);
    }
}
