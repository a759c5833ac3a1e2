namespace Accelerate;

/// <summary>
/// Where one optimizer stands in its accumulation window: the run of micro-batches whose gradients make one step. The window ends after
/// <see cref="Size"/> micro-batches, or with the last batch of the loader.
/// </summary>
internal sealed class AccumulationWindow
{
    /// <summary>The number of micro-batches in the window, which each loss is divided by.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>The number of micro-batches begun.</summary>
    public int Position { get; private set; }

    /// <summary>Whether micro-batches are still to come before the step.</summary>
    public bool IsOpen => Position < Size && Position > 0;

    /// <summary>Whether the loop over the loader was left with the window open.</summary>
    public bool IsAbandoned => IsOpen && Enumeration is { IsOver: true };

    private LoaderEnumeration? Enumeration { get; set; }

    /// <summary>Begins a micro-batch.</summary>
    /// <param name="steps">The number of micro-batches in a full window.</param>
    /// <param name="active">The loader being read, if its end should end the window.</param>
    /// <returns>
    /// The factor for the gradients held so far; other than 1 when the window turns out shorter than the losses were divided by.
    /// </returns>
    public double Begin(int steps, LoaderEnumeration? active)
    {
        if (!IsOpen)
        {
            Position = 0;
            Size = (int)Math.Clamp(active?.Remaining ?? steps, 1, steps);
            Enumeration = active;
        }
        Position++;
        if (Position == Size || active is not { IsLast: true })
            return 1;
        var factor = Position == 1 ? 1 : (double)Size / Position;
        Size = Position;
        return factor;
    }

    public void Reset()
    {
        Position = 0;
        Size = 1;
        Enumeration = null;
    }
}
