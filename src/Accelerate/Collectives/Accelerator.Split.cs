using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

public sealed partial class Accelerator
{
    /// <summary>
    /// This process's share of something: consecutive elements, whose number differs by at most one between processes, the first processes having the
    /// longer shares. The input stays as it is.
    /// </summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="inputs">The whole, the same on every process.</param>
    /// <param name="applyPadding">Whether shorter shares repeat their last element, so that all have the same length and can be gathered.</param>
    /// <returns>The share; with one process the whole itself.</returns>
    public T[] SplitBetweenProcesses<T>(T[] inputs, bool applyPadding = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return NumProcesses == 1 ? inputs : [.. Positions(inputs.Length, applyPadding).Select(i => inputs[i])];
    }

    /// <inheritdoc cref="SplitBetweenProcesses{T}(T[], bool)"/>
    public List<T> SplitBetweenProcesses<T>(List<T> inputs, bool applyPadding = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return NumProcesses == 1 ? inputs : [.. Positions(inputs.Count, applyPadding).Select(i => inputs[i])];
    }

    /// <summary>This process's share of the rows of a tensor, as <see cref="SplitBetweenProcesses{T}(T[], bool)"/> divides elements.</summary>
    /// <param name="inputs">A tensor of shape [rows, …], the same on every process.</param>
    /// <param name="applyPadding">Whether shorter shares repeat their last row.</param>
    /// <returns>A tensor of shape [share, …], a view where nothing is repeated; with one process the tensor itself.</returns>
    /// <exception cref="ArgumentException">The tensor has no dimensions.</exception>
    public Tensor SplitBetweenProcesses(Tensor inputs, bool applyPadding = false)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (NumProcesses == 1)
            return inputs;
        if (inputs.dim() == 0)
            throw new ArgumentException("The tensor has no dimensions, so it has no rows to divide.", nameof(inputs));
        var (start, own, length) = Share(inputs.shape[0], applyPadding);
        if (own == length)
            return inputs.narrow(0, start, own);
        using var onwards = arange(start, start + length, device: inputs.device);
        using var positions = onwards.clamp_max(start + own - 1);
        return inputs.index_select(0, positions);
    }

    /// <summary>This process's share of each list of a dictionary, as <see cref="SplitBetweenProcesses{T}(T[], bool)"/> divides one.</summary>
    /// <typeparam name="T">The type of an element.</typeparam>
    /// <param name="inputs">Lists of the same length, the same on every process.</param>
    /// <param name="applyPadding">Whether shorter shares repeat their last element.</param>
    /// <returns>A new dictionary of the shares; with one process the dictionary itself.</returns>
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public Dictionary<string, List<T>> SplitBetweenProcesses<T>(Dictionary<string, List<T>> inputs, bool applyPadding = false) =>
        Split(inputs, list => list.Count, list => SplitBetweenProcesses(list, applyPadding));

    /// <inheritdoc cref="SplitBetweenProcesses{T}(Dictionary{string, List{T}}, bool)"/>
    public Dictionary<string, T[]> SplitBetweenProcesses<T>(Dictionary<string, T[]> inputs, bool applyPadding = false) =>
        Split(inputs, list => list.Length, list => SplitBetweenProcesses(list, applyPadding));

    /// <summary>This process's share of the rows of each tensor of a dictionary, as <see cref="SplitBetweenProcesses{T}(T[], bool)"/> divides elements.</summary>
    /// <param name="inputs">Tensors with the same number of rows, the same on every process.</param>
    /// <param name="applyPadding">Whether shorter shares repeat their last row.</param>
    /// <returns>A new dictionary of the shares; with one process the dictionary itself.</returns>
    /// <exception cref="ArgumentException">The tensors have different numbers of rows, or no dimensions.</exception>
    public Dictionary<string, Tensor> SplitBetweenProcesses(Dictionary<string, Tensor> inputs, bool applyPadding = false) =>
        Split(inputs, rows => rows.dim() == 0 ? 0 : rows.shape[0], rows => SplitBetweenProcesses(rows, applyPadding));

    private Dictionary<string, TList> Split<TList>(Dictionary<string, TList> inputs, Func<TList, long> length, Func<TList, TList> split)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Select(input => length(input.Value)).Distinct().Skip(1).Any())
            throw new ArgumentException(
                $"What is divided together has the same length, but this dictionary has {string.Join(", ", inputs.Select(input => $"'{input.Key}' with {length(input.Value)}"))}.", nameof(inputs));
        return NumProcesses == 1 ? inputs : inputs.ToDictionary(input => input.Key, input => split(input.Value), inputs.Comparer);
    }

    /// <summary>The positions of the elements of this process's share.</summary>
    private IEnumerable<int> Positions(int count, bool applyPadding)
    {
        var (start, own, length) = Share(count, applyPadding);
        return Enumerable.Range((int)start, (int)length).Select(i => (int)Math.Min(i, start + own - 1));
    }

    /// <summary>
    /// Where this process's share of a number of elements begins, how many are its own, and how many it has when the last one of them is repeated. A process
    /// that has none of its own begins at the end, and so repeats the last of all.
    /// </summary>
    private (long Start, long Own, long Length) Share(long count, bool applyPadding)
    {
        ThrowIfDisposed();
        var (each, more) = Math.DivRem(count, NumProcesses);
        var own = each + (ProcessIndex < more ? 1 : 0);
        return ((ProcessIndex * each) + Math.Min(ProcessIndex, more), own, applyPadding && more > 0 ? each + 1 : own);
    }
}
