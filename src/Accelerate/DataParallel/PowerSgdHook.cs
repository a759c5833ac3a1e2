using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// Sums a low-rank approximation of the gradients (Vogels, Karimireddy and Jaggi, "PowerSGD: Practical Low-Rank Gradient Compression for
/// Distributed Optimization", 2019). The gradient of a parameter of shape [n, …] is taken as a matrix M of n rows and m columns, and P Qᵀ stands
/// for it, with P = M Q made orthogonal and Q = Mᵀ P: (n + m) · rank numbers travel in place of n · m.
/// What the approximation leaves out is added to the gradient of the next step. Vectors and matrices that would not become smaller are summed exactly.
/// <para>The state takes as much memory as the gradients. Gradients in half precision are summed exactly, too.</para>
/// </summary>
public sealed class PowerSgdHook : CommunicationHook
{
    private readonly ConditionalWeakTable<GradientBucket, PowerSgdState> _states = [];
    private readonly int _rank;
    private readonly long _startIteration;
    private readonly bool _errorFeedback;
    private readonly bool _warmStart;
    private readonly int _seed;

    /// <summary>Creates the hook.</summary>
    /// <param name="rank">The rank of the approximation, at least 1.</param>
    /// <param name="startIteration">The number of steps whose gradients are summed exactly, at least 0; the paper's results need some when training starts.</param>
    /// <param name="errorFeedback">Whether what an approximation leaves out is added to the gradient of the next step.</param>
    /// <param name="warmStart">Whether an approximation starts from the one of the step before, rather than from random numbers.</param>
    /// <param name="seed">What the random numbers start from, the same on all ranks.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> or <paramref name="startIteration"/> is out of range.</exception>
    public PowerSgdHook(int rank = 1, long startIteration = 1000, bool errorFeedback = true, bool warmStart = true, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(startIteration);
        (_rank, _startIteration, _errorFeedback, _warmStart, _seed) = (rank, startIteration, errorFeedback, warmStart, seed);
    }

    /// <inheritdoc/>
    protected internal override Work? Sum(GradientBucket bucket, ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(group);
        var state = _states.GetValue(bucket, created => new(created, _rank));
        state.IsCompressing = state.Step++ >= _startIteration && state.Matrices.Count > 0;
        if (!state.IsCompressing)
            return group.AllReduceAsync(bucket.Gradients, ReduceOp.Sum);
        using var scope = NewDisposeScope();
        if (_errorFeedback && state.Error is { } error)
            bucket.Gradients.add_(error);
        var random = new Random(HashCode(_seed, bucket.Index, state.Step));
        var parts = new List<Tensor>();
        foreach (var matrix in state.Matrices)
        {
            if (matrix.Q is null || !_warmStart)
                matrix.SetQ(RandomMatrix(random, matrix.Columns, matrix.Rank, bucket.Gradients));
            parts.Add(matrix.Of(bucket.Gradients).mm(matrix.Q!).reshape(-1));
        }
        parts.AddRange(state.Rest.Select(range => bucket.Gradients.narrow(0, range.Offset, range.Length)));
        state.Sent = cat(parts).DetachFromDisposeScope();
        return group.AllReduceAsync(state.Sent, ReduceOp.Sum);
    }

    /// <inheritdoc/>
    protected internal override void Complete(GradientBucket bucket, ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        ArgumentNullException.ThrowIfNull(group);
        if (!_states.TryGetValue(bucket, out var state) || !state.IsCompressing)
            return;
        using var scope = NewDisposeScope();
        using var sent = state.Sent!;
        var gradients = bucket.Gradients;
        long offset = 0;
        var bases = new List<Tensor>();
        foreach (var matrix in state.Matrices)
        {
            bases.Add(Orthogonal(sent.narrow(0, offset, matrix.Rows * matrix.Rank).view(matrix.Rows, matrix.Rank)));
            offset += matrix.Rows * matrix.Rank;
        }
        var factors = cat([.. state.Matrices.Select((matrix, i) => matrix.Of(gradients).t().mm(bases[i]).reshape(-1))]);
        group.AllReduce(factors, ReduceOp.Sum);

        if (_errorFeedback)
            state.KeepError(gradients);
        long factorOffset = 0;
        for (var i = 0; i < state.Matrices.Count; i++)
        {
            var matrix = state.Matrices[i];
            matrix.SetQ(factors.narrow(0, factorOffset, matrix.Columns * matrix.Rank).view(matrix.Columns, matrix.Rank).clone());
            factorOffset += matrix.Columns * matrix.Rank;
            var sum = bases[i].mm(matrix.Q!.t());
            matrix.Of(gradients).copy_(sum);
            if (_errorFeedback)
                matrix.Of(state.Error!).sub_(sum.div_(group.Size));
        }
        foreach (var (start, length) in state.Rest)
        {
            gradients.narrow(0, start, length).copy_(sent.narrow(0, offset, length));
            offset += length;
            if (_errorFeedback)
                state.Error!.narrow(0, start, length).zero_();
        }
    }

    /// <summary>The same numbers on every rank, unlike <see cref="System.HashCode"/>'s.</summary>
    private static int HashCode(int seed, int bucket, long step) => unchecked((int)((((seed * 31L) + bucket) * 1_000_003) + step));

    private static Tensor RandomMatrix(Random random, long rows, long columns, Tensor like)
    {
        var values = new double[rows * columns];
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return tensor(values).view(rows, columns).to(like.dtype).to(like.device);
    }

    /// <summary>Orthonormal columns that span what the given ones do, by the modified Gram–Schmidt process.</summary>
    private static Tensor Orthogonal(Tensor matrix)
    {
        var columns = matrix.shape[1];
        for (long i = 0; i < columns; i++)
        {
            var column = matrix.narrow(1, i, 1);
            column.div_(linalg.norm(column).add_(1e-30));
            if (i + 1 == columns)
                break;
            var others = matrix.narrow(1, i + 1, columns - i - 1);
            others.sub_(column.mm(column.t().mm(others)));
        }
        return matrix;
    }
}
