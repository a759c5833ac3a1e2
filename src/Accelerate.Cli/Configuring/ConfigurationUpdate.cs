using Accelerate.Configuration;

namespace Accelerate.Cli.Configuring;

/// <summary>
/// Brings an older configuration file to the present keys by editing its text, so that comments, order and everything else stay as they are:
/// <c>fp16</c> becomes <c>mixed_precision</c>, <c>dynamo_backend</c> moves into <c>dynamo_config</c>, former names get their present ones, and keys that are
/// missing are added with the values they have when absent.
/// </summary>
internal sealed class ConfigurationUpdate
{
    private static readonly string[] s_shardingStrategies = ["FULL_SHARD", "SHARD_GRAD_OP", "NO_SHARD", "HYBRID_SHARD", "HYBRID_SHARD_ZERO2"];

    private readonly string _text;
    private readonly bool _isJson;
    private readonly YamlMapping _root;
    private readonly TextEdits _edits;
    private readonly List<string> _changes = [];

    private ConfigurationUpdate(string text, YamlMapping root)
    {
        _text = text;
        _root = root;
        _edits = new(text);
        _isJson = IsFlow(root);
    }

    /// <summary>Updates the text of a file that has no mistakes.</summary>
    /// <returns>The new text, and a line for each change.</returns>
    public static (string Text, IReadOnlyList<string> Changes) Of(string text)
    {
        if (YamlReader.Read(text) is not YamlMapping root)
            throw new InvalidDataException("The file holds no keys.");
        var update = new ConfigurationUpdate(text, root);
        update.Run();
        var updated = update._edits.Apply();
        var mistakes = ConfigurationFile.Parse(updated).Problems.Where(static problem => problem.IsError).ToArray();
        return mistakes.Length == 0
            ? (updated, update._changes)
            : throw new InvalidDataException($"The file is written in a way that cannot be updated in place ({mistakes[0]}), so it was left as it is. Write it anew: accelerate config.");
    }

    private void Run()
    {
        var isSageMaker = Find("compute_environment") is { Value: YamlScalar environment } && environment.Text.Trim().Equals("AMAZON_SAGEMAKER", StringComparison.OrdinalIgnoreCase);
        UpdateHalfPrecision();
        UpdateCompiler();
        UpdateMixedPrecision();
        if (Find("distributed_type") is { Value: YamlScalar type } && type.Text.Trim().Equals("TPU", StringComparison.OrdinalIgnoreCase))
            ReplaceValue("distributed_type", type, "XLA");
        UpdateFullySharded();
        if (!isSageMaker)
            AddMissing();
    }

    private void UpdateHalfPrecision()
    {
        if (Find("fp16") is not { } entry)
            return;
        if (entry.Value is YamlScalar { IsNull: false } value && Find("mixed_precision") is null)
            ReplaceEntry(entry, "mixed_precision", Quoted(BooleanType.Parse(value.Text) == true ? "fp16" : "no"));
        else
            Remove(entry, "fp16 was removed: mixed_precision says it");
    }

    private void UpdateCompiler()
    {
        if (Find("dynamo_backend") is not { } entry)
            return;
        if (entry.Value is YamlScalar { IsNull: false } value && !value.Text.Trim().Equals("NO", StringComparison.OrdinalIgnoreCase) && Find("dynamo_config") is null)
            ReplaceEntry(entry, "dynamo_config", $"{{{Key("dynamo_backend")}: {Quoted(value.Text.Trim())}}}");
        else
            Remove(entry, "dynamo_backend was removed: dynamo_config says it, or nothing was compiled");
    }

    /// <summary>YAML readers other than ours take a bare <c>no</c> for false.</summary>
    private void UpdateMixedPrecision()
    {
        if (Find("mixed_precision") is { Value: YamlScalar { IsNull: false } value } && BooleanType.Parse(value.Text) == false
            && _text[_edits.Start(value.Span)] is not ('\'' or '"'))
            ReplaceValue("mixed_precision", value, "no");
    }

    private void UpdateFullySharded()
    {
        if (Find("fsdp_config") is not { Value: YamlMapping section })
            return;
        foreach (var entry in section.Entries)
        {
            var name = entry.Key.Text.StartsWith("fsdp_", StringComparison.Ordinal) ? entry.Key.Text : $"fsdp_{entry.Key.Text}";
            if (name == "fsdp_backward_prefetch_policy")
            {
                _edits.Replace(entry.Key.Span, entry.Key.Span, Key("fsdp_backward_prefetch"));
                _changes.Add($"{entry.Key.Text} is now fsdp_backward_prefetch");
            }
            if (name is "fsdp_sharding_strategy" && entry.Value is YamlScalar value && IntegerType.Parse(value.Text) is >= 1 and <= 5 and var number)
                ReplaceValue(entry.Key.Text, value, s_shardingStrategies[number - 1]);
        }
    }

    private void AddMissing()
    {
        var missing = new List<(string Key, string Value)>();
        void Add(string key, string value)
        {
            if (Find(key) is null)
                missing.Add((key, value));
        }
        Add("compute_environment", Quoted("LOCAL_MACHINE"));
        Add("debug", "false");
        Add("machine_rank", "0");
        if (Find("fp16") is null)
            Add("mixed_precision", Quoted("no"));
        Add("num_machines", "1");
        Add("use_cpu", "false");
        if (missing.Count == 0)
            return;
        _changes.AddRange(missing.Select(static pair => $"{pair.Key} was added: {pair.Value.Trim('"', '\'')}, as before without it"));
        if (_isJson)
        {
            var end = _edits.End(_root.Entries[^1].Value.Span);
            var indent = Indentation();
            _edits.Replace(end, end, string.Concat(missing.Select(pair => $",{indent}{Key(pair.Key)}: {pair.Value}")));
            return;
        }
        var margin = new string(' ', _root.Entries[0].Key.Span.StartColumn);
        var newLine = _text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        _edits.Replace(_text.Length, _text.Length, (_text.EndsWith('\n') ? "" : newLine) + string.Concat(missing.Select(pair => $"{margin}{Key(pair.Key)}: {pair.Value}{newLine}")));
    }

    private YamlEntry? Find(string name) => _root.Entries.FirstOrDefault(entry => entry.Key.Text == name);

    private void ReplaceEntry(YamlEntry entry, string key, string value)
    {
        _edits.Replace(entry.Key.Span, entry.Value.Span, $"{Key(key)}: {value}");
        _changes.Add($"{entry.Key.Text} is now {key}: {value.Trim('"', '\'')}");
    }

    private void ReplaceValue(string key, YamlScalar value, string text)
    {
        _edits.Replace(value.Span, value.Span, Quoted(text));
        _changes.Add($"{key}: {value.Text.Trim()} is now written {Quoted(text)}");
    }

    /// <summary>Takes an entry out: with its line where nothing else stands there, with its comma where it is in braces.</summary>
    private void Remove(YamlEntry entry, string change)
    {
        _changes.Add(change);
        var (start, end) = (_edits.Start(entry.Key.Span), Math.Max(_edits.End(entry.Value.Span), _edits.End(entry.Key.Span) + 1));
        if (_isJson)
        {
            var comma = end + _text[end..].TakeWhile(char.IsWhiteSpace).Count();
            if (comma < _text.Length && _text[comma] == ',')
                end = comma + 1 + _text[(comma + 1)..].TakeWhile(char.IsWhiteSpace).Count();
            else
                start = _text.LastIndexOf(',', start);
        }
        else if (_text.IndexOf('\n', end) is var lineEnd && _text[end..(lineEnd < 0 ? _text.Length : lineEnd)].Trim().Length == 0)
        {
            start -= entry.Key.Span.StartColumn;
            end = lineEnd < 0 ? _text.Length : lineEnd + 1;
        }
        _edits.Replace(start, end, "");
    }

    private string Key(string name) => _isJson ? $"\"{name}\"" : name;

    private string Quoted(string text) => _isJson ? $"\"{text}\"" : ConfigurationText.Scalar(text);

    /// <summary>What stands between two entries in braces: a line break with spaces, or a space.</summary>
    private string Indentation() =>
        _root.Entries[0].Key.Span is var first && first.StartLine > _root.Span.StartLine ? "\n" + new string(' ', first.StartColumn) : " ";

    private bool IsFlow(YamlMapping root) => _text[_edits.Start(root.Span)] == '{';
}
