using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>Sees to it that all ranks hold the same model: the same names, shapes and data types, in the same order.</summary>
internal static class ReplicaCheck
{
    /// <summary>Compares the models of all ranks; a difference is an error on every rank.</summary>
    /// <param name="model">The model.</param>
    /// <param name="synchronized">The names of its batch-norm modules whose statistics are those of all ranks.</param>
    /// <param name="group">The ranks.</param>
    /// <exception cref="InvalidOperationException">The models differ; the message names a rank that does and the first difference.</exception>
    public static void Run(nn.Module model, IEnumerable<string> synchronized, ProcessGroup group)
    {
        string[] lines = [.. Describe(model), .. synchronized.Select(name => $"a synchronized batch norm{(name.Length == 0 ? "" : $" {name}")}")];
        var text = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var hash = SHA256.HashData(text);
        using var scope = NewDisposeScope();
        var mine = tensor(new[] { BitConverter.ToInt64(hash, 0), BitConverter.ToInt64(hash, 8), text.Length }).to(group.DataDevice);
        long[] all = [.. group.AllGather(mine).cpu().data<long>()];
        var differing = Enumerable.Range(1, group.Size - 1).FirstOrDefault(rank => !all.AsSpan(3 * rank, 3).SequenceEqual(all.AsSpan(0, 3)));
        if (differing == 0)
            return;
        var expected = Share(text, source: 0, group);
        var found = Share(text, differing, group);
        throw new InvalidOperationException(
            $"The ranks prepare different models: {model.GetType().Name} of rank {differing} differs from that of rank 0. {FirstDifference(expected, found, differing)} " +
            "Build the same model on every rank, from the same configuration.");
    }

    private static string[] Describe(nn.Module model) =>
    [
        .. model.named_parameters().Select(entry => $"{entry.name} {Describe(entry.parameter)}{(entry.parameter.requires_grad ? "" : ", frozen")}"),
        .. model.named_buffers().Select(entry => $"{entry.name} {Describe(entry.buffer)}, a buffer"),
    ];

    private static string Describe(Tensor tensor) => $"of shape [{string.Join(", ", tensor.shape)}] and type {tensor.dtype}";

    private static string[] Share(byte[] text, int source, ProcessGroup group) => Encoding.UTF8.GetString(GroupBytes.Broadcast(text, source, group)).Split('\n');

    private static string FirstDifference(string[] expected, string[] found, int rank)
    {
        for (var i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            if (expected[i] != found[i])
                return $"Rank 0 has {expected[i]}; rank {rank} has {found[i]} in that place.";
        }
        return expected.Length < found.Length
            ? $"Rank {rank} has {found[expected.Length]} besides, which rank 0 has not."
            : $"Rank {rank} lacks {expected[found.Length]}, which rank 0 has.";
    }
}
