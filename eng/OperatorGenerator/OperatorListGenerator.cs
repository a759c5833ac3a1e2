using System.Text;
using Accelerate.OperatorGenerator.Emission;
using Accelerate.OperatorGenerator.Model;
using Accelerate.OperatorGenerator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.OperatorGenerator;

/// <summary>
/// Turns each <c>*.operators</c> file, a list of C# signatures bound to ATen operators, into the methods themselves,
/// and all of them together into the table of operators that they call.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class OperatorListGenerator : IIncrementalGenerator
{
    private static readonly DiagnosticDescriptor s_malformed = new(
        "OPL001",
        "A line of an operator list is malformed",
        "{0}",
        "Operators",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var lists = context.AdditionalTextsProvider
            .Where(static file => Path.GetExtension(file.Path) == ".operators")
            .Select(static (file, cancellation) => OperatorListParser.Parse(file.Path, file.GetText(cancellation), cancellation))
            .WithTrackingName(Steps.Lists);

        var bindings = lists
            .Select(static (list, _) => list.Bindings)
            .WithTrackingName(Steps.Bindings);

        var operators = bindings
            .SelectMany(static (list, _) => list.Sections)
            .SelectMany(static (section, _) => section.Methods)
            .SelectMany(static (method, _) => method.Calls)
            .Select(static (call, _) => new OperatorUse(call.Name, call.Overload, call.Arguments.Count))
            .Collect()
            .Select(static (uses, _) => new EquatableArray<OperatorUse>(OperatorTableEmitter.Distinct(uses)))
            .WithTrackingName(Steps.Operators);

        var errors = lists
            .SelectMany(static (list, _) => list.Errors)
            .WithTrackingName(Steps.Errors);

        context.RegisterSourceOutput(bindings, static (output, list) =>
            output.AddSource($"{list.Name}.operators.g.cs", SourceText.From(OperatorListEmitter.Emit(list), Encoding.UTF8)));
        context.RegisterSourceOutput(operators, static (output, uses) =>
            output.AddSource("Operators.g.cs", SourceText.From(OperatorTableEmitter.Emit(uses), Encoding.UTF8)));
        context.RegisterSourceOutput(errors, static (output, error) =>
            output.ReportDiagnostic(Diagnostic.Create(s_malformed, LocationOf(error), error.Message)));
    }

    private static Location LocationOf(ListError error) => Location.Create(
        error.Path,
        new TextSpan(error.Start, error.Length),
        new LinePositionSpan(new(error.Line, 0), new(error.Line, error.Length)));
}
