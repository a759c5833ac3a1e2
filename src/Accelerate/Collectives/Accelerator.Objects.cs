using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>Gives every process the objects of all, in the order of their ranks. They travel as JSON.</summary>
    /// <typeparam name="T">The type of an object.</typeparam>
    /// <param name="value">This process's object; it may be null where the type allows it.</param>
    /// <param name="type">How the type is written, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns><see cref="NumProcesses"/> objects; with one process the object itself.</returns>
    /// <exception cref="InvalidOperationException">The processes make different calls.</exception>
    public T[] GatherObject<T>(T value, JsonTypeInfo<T> type, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(type);
        return Group is { } group ? GatherAsJson(group, nameof(GatherObject), value, type, file, line) : [value];
    }

    /// <summary>
    /// Gathers objects that belong to the samples of the current batch, one each: every sample's exactly once, in order. A list of another length than
    /// the batch is gathered whole.
    /// </summary>
    /// <typeparam name="T">The type of an object.</typeparam>
    /// <param name="values">The objects of this process.</param>
    /// <param name="type">How a list of them is written, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>The objects of all processes in one list.</returns>
    /// <inheritdoc cref="GatherObject" path="/exception"/>
    public List<T> GatherForMetrics<T>(List<T> values, JsonTypeInfo<List<T>> type, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(type);
        var samples = values[..(int)(ValidAmong(values.Count) ?? values.Count)];
        return Group is { } group ? [.. GatherAsJson(group, MetricsOperation, samples, type, file, line).SelectMany(own => own)] : samples;
    }

    /// <summary>Gives every process the object of one of them. It travels as JSON.</summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="value">The object; on the other processes it is not looked at.</param>
    /// <param name="type">How the type is written, from a <c>JsonSerializerContext</c>.</param>
    /// <param name="source">The rank that has it.</param>
    /// <param name="file">The file of the call, for messages; the compiler fills it in.</param>
    /// <param name="line">The line of the call; the compiler fills it in.</param>
    /// <returns>The object of the source; on the source itself the very same.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such rank.</exception>
    /// <exception cref="InvalidOperationException">The processes make different calls.</exception>
    public T BroadcastObject<T>(T value, JsonTypeInfo<T> type, int source = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(type);
        RequireRank(source);
        if (Group is not { } group)
            return value;
        using var scope = NewDisposeScope();
        var bytes = group.Rank == source ? JsonSerializer.SerializeToUtf8Bytes(value, type) : [];
        var sent = TensorBytes.ToTensor(bytes, [bytes.Length], ScalarType.Byte).to(group.DataDevice);
        var received = Broadcast(sent, source, file, line);
        return group.Rank == source ? value : JsonSerializer.Deserialize(received.cpu().bytes, type)!;
    }

    private static T[] GatherAsJson<T>(ProcessGroup group, string operation, T value, JsonTypeInfo<T> type, string file, int line)
    {
        using var scope = NewDisposeScope();
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        Tensor[] tensors = [TensorBytes.ToTensor(bytes, [bytes.Length], ScalarType.Byte).to(group.DataDevice)];
        var messages = Exchange.Messages(group, operation, "an object", tensors, [bytes.Length], withData: true, file, line);
        var all = TensorCollectives.Gather(group, messages, tensors, file, line)[0].cpu().bytes;
        var objects = new T[group.Size];
        var start = 0;
        for (var rank = 0; rank < objects.Length; rank++)
        {
            var length = (int)messages[rank].Tensors[0].Shape[0];
            objects[rank] = JsonSerializer.Deserialize(all.Slice(start, length), type)!;
            start += length;
        }
        return objects;
    }
}
