using System.Globalization;

namespace Accelerate.Launching;

/// <summary>Which output of which process is shown on the console, in torchrun's notation: <c>3</c> for both streams of all, <c>0:3,1:2</c> for both of local rank 0 and the errors of 1.</summary>
internal sealed class ShownStreams
{
    private const int Both = 3;
    private readonly Dictionary<int, int>? _byLocalRank;
    private readonly int _everyone;

    private ShownStreams(int everyone, Dictionary<int, int>? byLocalRank) => (_everyone, _byLocalRank) = (everyone, byLocalRank);

    public static ShownStreams All { get; } = new(Both, null);

    /// <summary>Whether nothing is hidden.</summary>
    public bool IsEverything => _byLocalRank is null && _everyone == Both;

    public bool Output(int localRank) => (Streams(localRank) & 1) != 0;

    public bool Errors(int localRank) => (Streams(localRank) & 2) != 0;

    /// <summary>Reads the notation; null where the text is none.</summary>
    public static ShownStreams? Parse(string text)
    {
        if (Stream(text) is { } everyone)
            return new(everyone, null);
        var byLocalRank = new Dictionary<int, int>();
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':');
            if (colon < 0 || !int.TryParse(part.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var rank)
                || Stream(part[(colon + 1)..]) is not { } streams || !byLocalRank.TryAdd(rank, streams))
                return null;
        }
        return new(0, byLocalRank);
    }

    private int Streams(int localRank) => _byLocalRank is null ? _everyone : _byLocalRank.GetValueOrDefault(localRank);

    private static int? Stream(string text) => text.Length == 1 && text[0] is >= '0' and <= '3' ? text[0] - '0' : null;
}
