using Microsoft.CodeAnalysis.Editing;

namespace Accelerate.CodeFixes;

/// <summary>What a fix will do about one diagnostic: the same edit for one diagnostic and as one of many.</summary>
internal sealed class PlannedEdit(string title, string key, Action<SyntaxEditor> apply)
{
    public string Title { get; } = title;

    /// <summary>The equivalence key: 'fix all' makes the edits of one key.</summary>
    public string Key { get; } = key;

    public Action<SyntaxEditor> Apply { get; } = apply;
}
