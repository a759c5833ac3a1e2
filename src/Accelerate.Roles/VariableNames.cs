using Microsoft.CodeAnalysis.CSharp;

namespace Accelerate.Roles;

/// <summary>Gives every role a variable of its own in the emitted code.</summary>
internal sealed class VariableNames(IEnumerable<string> methods)
{
    /// <summary>The other variables of the emitted code, and the methods that it calls, which a variable would hide.</summary>
    private readonly HashSet<string> _taken =
    [
        "accelerator", "args", "batch", "cancellationToken", "command", "data", "defaults", "epoch", "inference", "length", "loss", "metrics", "name", "norm",
        "options", "parsed", "result", "run", "scope", "token", .. methods,
    ];

    public string Take(string name)
    {
        var variable = name;
        for (var number = 2; !_taken.Add(variable); number++)
            variable = $"{name}{number}";
        return SyntaxFacts.GetKeywordKind(variable) == SyntaxKind.None ? variable : "@" + variable;
    }
}
