namespace Accelerate.Api.Tests;

/// <summary>The public and protected surface of TorchSharp: one line a member, <c>type | member | signature</c>.</summary>
internal sealed class ApiListing
{
    public const string TypeMember = "<type>";

    /// <summary>Where the listing is, from the root of the repository.</summary>
    public const string RelativePath = "../shared/reference/torchsharp-0.107.0-api.txt";

    private readonly Dictionary<string, List<ApiLine>> linesByType = new(StringComparer.Ordinal);

    public ApiListing(IEnumerable<string> lines)
    {
        foreach (var text in lines)
        {
            var line = ApiLine.Parse(text);
            if (!linesByType.TryGetValue(line.Type, out var ofType))
                linesByType.Add(line.Type, ofType = []);
            ofType.Add(line);
        }
    }

    public static ApiListing? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Accelerate.sln")))
            {
                var path = Path.Combine(folder.FullName, RelativePath);
                return File.Exists(path) ? new(File.ReadLines(path)) : null;
            }
        return null;
    }

    public bool HasType(string type) => linesByType.ContainsKey(type);

    public IReadOnlyList<ApiLine> LinesOf(string type) => linesByType.TryGetValue(type, out var lines) ? lines : [];

    public bool Contains(ApiLine line) => LinesOf(line.Type).Contains(line);

    public ApiLine? TypeLineOf(string type) => LinesOf(type).FirstOrDefault(line => line.Member == TypeMember);

    /// <summary>The lines that an offending line was most likely meant to be.</summary>
    public IEnumerable<ApiLine> NearestTo(ApiLine line)
    {
        var lines = LinesOf(line.Type);
        Func<ApiLine, bool>[] likenesses =
        [
            other => other.Member == line.Member,
            other => IsIndexer(other) && IsIndexer(line),
            other => other.Member.Equals(line.Member, StringComparison.OrdinalIgnoreCase),
        ];
        var candidates = likenesses.Select(lines.Where).FirstOrDefault(some => some.Any()) ?? [];
        return candidates.OrderBy(other => EditDistance(other.Signature, line.Signature)).Take(3);
    }

    private static bool IsIndexer(ApiLine line) => line.Signature.Contains(" this[", StringComparison.Ordinal);

    private static int EditDistance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
            previous = current;
        }
        return previous[^1];
    }
}
