using System.Text;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Generators;

/// <summary>
/// Writes the training loop and the program of each <c>[AcceleratedTraining]</c> class, and how each <c>[Batch]</c> type moves and is disposed.
/// It says nothing about a type that it cannot use: the analyzers do.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TrainingGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // The transform runs at every edit, because a role may stand in another file; what it returns compares by value, so that nothing follows from most edits.
        var programs = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                RoleParser.AttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellation) => RoleParser.Parse((INamedTypeSymbol)attributed.TargetSymbol, cancellation).Model)
            .Where(static program => program is not null)
            .WithTrackingName(Steps.Programs);

        var batches = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                BatchParser.AttributeName,
                static (node, _) => node is TypeDeclarationSyntax,
                static (attributed, cancellation) => BatchParser.Parse((INamedTypeSymbol)attributed.TargetSymbol, cancellation).Model)
            .Where(static batch => batch is not null)
            .WithTrackingName(Steps.Batches);

        context.RegisterSourceOutput(programs, static (output, program) =>
            output.AddSource($"{program!.Type.HintName}.g.cs", SourceText.From(ProgramEmitter.Emit(program), Encoding.UTF8)));
        context.RegisterSourceOutput(batches, static (output, batch) =>
            output.AddSource($"{batch!.Type.HintName}.g.cs", SourceText.From(BatchEmitter.Emit(batch), Encoding.UTF8)));
    }
}
