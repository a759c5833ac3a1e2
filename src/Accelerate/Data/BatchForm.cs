using System.Runtime.CompilerServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// What a process must know of a batch, beside the values of its tensors, to make one like it: the type and the shape of a sample of each tensor, and the keys
/// of a dictionary.
/// </summary>
/// <param name="Columns">One for each place of a tensor in the batch.</param>
internal sealed record BatchForm(IReadOnlyList<BatchForm.Column> Columns)
{
    /// <summary>Whether a batch of a type can be made from its tensors and their keys alone.</summary>
    public static bool CanBuild<TBatch>() => typeof(TBatch) == typeof(Tensor) || typeof(TBatch) == typeof(Tensor[]) || typeof(TBatch) == typeof(Dictionary<string, Tensor>)
        || (typeof(TBatch).IsGenericType && typeof(TBatch).IsAssignableFrom(typeof(List<Tensor>)))
        || typeof(TBatch) == typeof((Tensor, Tensor)) || typeof(TBatch) == typeof((Tensor, Tensor, Tensor)) || typeof(TBatch) == typeof((Tensor, Tensor, Tensor, Tensor))
        || HoldsOnlyTensors<TBatch>();

    /// <summary>The form of a batch, and its tensors.</summary>
    /// <exception cref="InvalidOperationException">The tensors do not have a row for each sample.</exception>
    public static (BatchForm Form, List<Tensor> Tensors) Of<TBatch>(TBatch batch)
    {
        var held = batch is IEnumerable<Tensor> several and not Tensor[] ? several.ToList() : (object)batch!;
        var tensors = TensorTree.Leaves(held);
        if (tensors.Count == 0 || tensors.Exists(tensor => tensor is null) || Lacks(held))
            throw new InvalidOperationException(
                $"A batch holds {(tensors.Count == 0 ? "no tensor" : "null where a tensor belongs")}. Rank 0 takes batches apart, and the other processes make theirs of the tensors that arrive, " +
                "so each needs all of its tensors. Set DispatchBatches to false to give each process whole batches.");
        string[]? keys = batch is Dictionary<string, Tensor> named ? [.. named.Where(pair => pair.Value is not null).Select(pair => pair.Key).Order(StringComparer.Ordinal)] : null;
        var rows = tensors[0].dim() == 0 ? -1 : tensors[0].shape[0];
        foreach (var tensor in tensors)
        {
            if (tensor.dim() == 0 || tensor.shape[0] != rows)
                throw new InvalidOperationException(
                    $"A batch holds tensors of the shapes {string.Join(", ", tensors.Select(each => $"[{string.Join(", ", each.shape)}]"))}. Rank 0 cuts batches into one part for each process, " +
                    "so every tensor needs a first dimension of the same size, the number of samples. Set DispatchBatches to false to give each process whole batches.");
        }
        return (new([.. tensors.Select((tensor, place) => new Column(keys?[place] ?? "", tensor.dtype, tensor.shape[1..]))]), tensors);
    }

    /// <summary>Makes a batch of tensors in the order of the columns.</summary>
    public TBatch Build<TBatch>(Tensor[] tensors)
    {
        if (typeof(TBatch) == typeof(Tensor))
            return (TBatch)(object)tensors[0];
        if (typeof(TBatch) == typeof(Tensor[]))
            return (TBatch)(object)tensors;
        if (typeof(TBatch) == typeof(Dictionary<string, Tensor>))
            return (TBatch)(object)Columns.Zip(tensors).ToDictionary(pair => pair.First.Key, pair => pair.Second);
        if (!typeof(TBatch).IsValueType)
            return (TBatch)(object)tensors.ToList();
        if (default(TBatch) is IBatch)
            return TensorTree.With(default(TBatch)!, tensors);
        return (TBatch)(tensors.Length switch
        {
            2 => (object)(tensors[0], tensors[1]),
            3 => (tensors[0], tensors[1], tensors[2]),
            _ => (tensors[0], tensors[1], tensors[2], tensors[3]),
        });
    }

    public override string ToString() => string.Join(", ", Columns.Select(column => $"{(column.Key == "" ? "" : $"{column.Key}: ")}{column.Type} [{string.Join(", ", ["samples", .. column.Shape.Select(size => $"{size}")])}]"));

    /// <summary>The form as numbers.</summary>
    public long[] Encode()
    {
        List<long> numbers = [Columns.Count];
        foreach (var column in Columns)
        {
            numbers.Add(column.Key.Length);
            numbers.AddRange(column.Key.Select(letter => (long)letter));
            numbers.Add((long)column.Type);
            numbers.Add(column.Shape.Length);
            numbers.AddRange(column.Shape);
        }
        return [.. numbers];
    }

    public static BatchForm Decode(long[] numbers)
    {
        var next = 0;
        var columns = new Column[Take()];
        for (var i = 0; i < columns.Length; i++)
        {
            var key = new StringBuilder();
            for (var left = Take(); left > 0; left--)
                key.Append((char)Take());
            var type = (ScalarType)Take();
            var shape = new long[Take()];
            for (var j = 0; j < shape.Length; j++)
                shape[j] = Take();
            columns[i] = new(key.ToString(), type, shape);
        }
        return new(columns);

        long Take() => numbers[next++];
    }

    /// <summary>
    /// Whether a type of the user's is a structure of tensors and nothing else: it is as large as the tensors that it shows. One that may lack a tensor is not,
    /// since it shows only those that it has.
    /// </summary>
    private static bool HoldsOnlyTensors<TBatch>()
    {
        if (!typeof(TBatch).IsValueType || default(TBatch) is not IBatch<TBatch>)
            return false;
        try
        {
            return Unsafe.SizeOf<TBatch>() == CountPlaces(default(TBatch)!) * IntPtr.Size;
        }
        catch (NullReferenceException)
        {
            // A batch inside it is a class: it is not there, and may hold anything.
            return false;
        }
    }

    private static bool Lacks(object batch) => batch switch
    {
        ITuple tuple => Enumerable.Range(0, tuple.Length).Any(i => tuple[i] is null),
        IEnumerable<Tensor?> several => several.Contains(null),
        _ => false,
    };

    private static int CountPlaces<TBatch>(TBatch empty)
    {
        var places = 0;
        TensorTree.Map(empty, tensor =>
        {
            places++;
            return tensor;
        });
        return places;
    }

    /// <param name="Key">Its key in a dictionary, otherwise empty.</param>
    /// <param name="Type">The type of its values.</param>
    /// <param name="Shape">The shape of one sample.</param>
    internal sealed record Column(string Key, ScalarType Type, long[] Shape);
}
