using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>The batches of a round, put together.</summary>
/// <param name="Form">What one of them is made of.</param>
/// <param name="Columns">Their tensors, each of the rows of all batches.</param>
internal sealed record DispatchRound(BatchForm Form, Tensor[] Columns) : IDisposable
{
    /// <summary>The number of samples.</summary>
    public long Rows => Columns[0].shape[0];

    /// <summary>Puts batches together, on a device.</summary>
    /// <param name="batches">The form and the tensors of each.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InvalidOperationException">They do not fit together.</exception>
    public static DispatchRound Of(IReadOnlyList<(BatchForm Form, List<Tensor> Tensors)> batches, Device device)
    {
        var (form, tensors) = batches[0];
        var columns = tensors.ConvertAll(tensor => new List<Tensor> { tensor });
        foreach (var (other, more) in batches.Skip(1))
        {
            if (!other.Encode().AsSpan().SequenceEqual(form.Encode()))
                throw new InvalidOperationException(
                    $"Two batches that follow each other are {form} and {other}. Rank 0 puts batches together and cuts them into one part for each process, so samples must have the same shapes " +
                    "and types. Pad them to one shape, or set DispatchBatches to false to give each process whole batches.");
            for (var i = 0; i < more.Count; i++)
                columns[i].Add(more[i]);
        }
        return new(form, [.. columns.Select(column => (column.Count == 1 ? column[0].detach() : cat(column, 0)).to(device))]);
    }

    public void Dispose()
    {
        foreach (var column in Columns)
            column.Dispose();
    }
}
