using Microsoft.CodeAnalysis.CSharp;

namespace Accelerate.Roles;

/// <summary>Gives every role a variable of its own in the emitted code.</summary>
internal sealed class VariableNames
{
    private readonly HashSet<string> _taken = ["accelerator", "cancellationToken", "run", "batch", "loss", "step", "length", "result", "value"];

    public string Take(string name)
    {
        var variable = name;
        for (var number = 2; !_taken.Add(variable); number++)
            variable = $"{name}{number}";
        return SyntaxFacts.GetKeywordKind(variable) == SyntaxKind.None ? variable : "@" + variable;
    }
}
