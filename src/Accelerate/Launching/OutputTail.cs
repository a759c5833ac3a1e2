using System.Text;

namespace Accelerate.Launching;

/// <summary>The last lines of what a worker wrote.</summary>
internal sealed class OutputTail
{
    private const int Most = 40;
    private readonly Queue<string> _lines = new();

    /// <summary>The lines, oldest first, without their ends.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).TrimEnd('\r', '\n');
        lock (_lines)
        {
            _lines.Enqueue(text);
            if (_lines.Count > Most)
                _lines.Dequeue();
        }
    }
}
