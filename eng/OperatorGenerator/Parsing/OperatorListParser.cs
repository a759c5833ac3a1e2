using Accelerate.OperatorGenerator.Model;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>
/// Reads an operator list. A line <c>[Class]</c> starts the members of a class, <c>#</c> a comment; every other line
/// is a C# method whose expression is the call of an ATen operator, its arguments in the order of the schema.
/// </summary>
internal static class OperatorListParser
{
    public static OperatorList Parse(string path, SourceText? text, CancellationToken cancellation)
    {
        var sections = new List<Section>();
        var methods = new List<Method>();
        var errors = new List<ListError>();
        string? current = null;

        foreach (var line in text?.Lines ?? Enumerable.Empty<TextLine>())
        {
            cancellation.ThrowIfCancellationRequested();
            var content = line.ToString().Trim();
            if (content.Length == 0 || content[0] == '#')
                continue;
            try
            {
                if (content[0] == '[')
                {
                    EndSection();
                    current = ClassOf(content);
                }
                else
                {
                    methods.Add(MethodParser.Parse(content, IsInstance(
                        current ?? throw new MalformedLineException("No section yet: write a line such as [Tensor] or [torch.nn.functional] above the first method."))));
                }
            }
            catch (MalformedLineException error)
            {
                errors.Add(new(path, line.LineNumber, line.Start, line.Span.Length, error.Message));
            }
        }

        EndSection();
        return new(new(Path.GetFileNameWithoutExtension(path), new(sections)), new(errors));

        void EndSection()
        {
            if (current is not null && methods.Count > 0)
                sections.Add(new(current, new(methods)));
            methods.Clear();
        }
    }

    private static bool IsInstance(string declaringClass) => declaringClass == "torch.Tensor";

    private static string ClassOf(string header)
    {
        var name = header.TrimStart('[').TrimEnd(']');
        if (header != $"[{name}]" || !name.Split('.').All(Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier))
            throw new MalformedLineException($"'{header}' is no section: write [Tensor], [torch] or a class in torch such as [torch.nn.functional].");
        if (name == "Tensor")
            return "torch.Tensor";
        if (name != "torch" && !name.StartsWith("torch.", StringComparison.Ordinal))
            throw new MalformedLineException($"'{header}' names no class of torch: write [Tensor], [torch] or a class in torch such as [torch.nn.functional].");
        return name;
    }
}
