using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Accelerate.Configuration;

/// <summary>
/// Reads the first document of a YAML text into a tree with places. Only YamlDotNet's parser is used, not its serializer:
/// it needs no reflection, so a trimmed program keeps it.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 64;

    private readonly Parser _parser;
    private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

    /// <summary>Where brackets and braces opened that are not closed yet.</summary>
    private readonly Stack<YamlSpan> _brackets = new();

    private YamlReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Reads the text; null when it holds nothing but comments.</summary>
    /// <exception cref="YamlSyntaxException">The text is not YAML.</exception>
    public static YamlNode? Read(string text)
    {
        var reader = new YamlReader(text);
        try
        {
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
                return null;
            var root = reader.ReadNode(0);
            reader._parser.Consume<DocumentEnd>();
            if (reader._parser.TryConsume<DocumentStart>(out var second))
                throw new YamlSyntaxException("A second document starts here. A configuration file is one document: remove the line '---' and what follows it.", Span(second.Start, second.End));
            return root is YamlScalar { IsNull: true } ? null : root;
        }
        catch (Exception error) when (error is not YamlSyntaxException)
        {
            // YamlDotNet meets some malformed texts with exceptions of other kinds than its own, such as InvalidOperationException.
            if (reader._brackets.Count > 0)
                throw new YamlSyntaxException("This is not YAML: what opens here is never closed, or something inside is misplaced.", reader._brackets.Peek());
            throw error is YamlException malformed
                ? new YamlSyntaxException($"This is not YAML: {malformed.Message.TrimEnd('.')}.", Span(malformed.Start, malformed.End))
                : new YamlSyntaxException("This is not YAML: something after here is unfinished or misplaced.", reader._parser.Current is { } current ? Span(current.End, current.End) : default);
        }
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > DeepestNesting)
            throw new YamlSyntaxException($"Values are nested more than {DeepestNesting} deep here. A configuration file needs 3 levels.", Span(_parser.Current!.Start, _parser.Current.End));
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return _anchors.TryGetValue(alias.Value.Value, out var known)
                ? known
                : throw new YamlSyntaxException($"The alias '*{alias.Value.Value}' names no anchor that comes before it.", Span(alias.Start, alias.End));
        if (_parser.TryConsume<Scalar>(out var scalar))
            return Remember(scalar, new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, Span(scalar.Start, scalar.End)));
        return _parser.Accept<SequenceStart>(out var sequence) ? ReadSequence(sequence, depth)
            : _parser.Accept<MappingStart>(out var mapping) ? ReadMapping(mapping, depth)
            : throw new YamlSyntaxException("This is not YAML: a value is missing here.", Span(_parser.Current!.Start, _parser.Current.End));
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        if (start.Style == SequenceStyle.Flow)
            _brackets.Push(Span(start.Start, start.End));
        _parser.MoveNext();
        while (!_parser.Accept<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        if (start.Style == SequenceStyle.Flow)
            _brackets.Pop();
        return Remember(start, new YamlSequence(items, Span(start.Start, _parser.Consume<SequenceEnd>().End)));
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        if (start.Style == MappingStyle.Flow)
            _brackets.Push(Span(start.Start, start.End));
        _parser.MoveNext();
        while (!_parser.Accept<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            if (key is not YamlScalar name)
                throw new YamlSyntaxException($"A key is {key.Description} here. A key is a name.", key.Span);
            entries.Add(new(name, ReadNode(depth + 1)));
        }
        if (start.Style == MappingStyle.Flow)
            _brackets.Pop();
        return Remember(start, new YamlMapping(entries, Span(start.Start, _parser.Consume<MappingEnd>().End)));
    }

    private TNode Remember<TNode>(NodeEvent source, TNode node)
        where TNode : YamlNode
    {
        if (!source.Anchor.IsEmpty)
            _anchors[source.Anchor.Value] = node;
        return node;
    }

    private static YamlSpan Span(Mark start, Mark end) => new(Zero(start.Line), Zero(start.Column), Zero(end.Line), Zero(end.Column));

    private static int Zero(long fromOne) => (int)Math.Max(0, fromOne - 1);
}
