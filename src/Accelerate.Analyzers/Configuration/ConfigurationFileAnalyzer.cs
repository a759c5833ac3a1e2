using System.Collections.Immutable;
using Accelerate.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Configuration;

/// <summary>ACC3001 to ACC3006: mistakes in an <c>accelerate.yaml</c>, the same that the run time refuses, each at its place in the file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConfigurationFileAnalyzer : AccelerateAnalyzer
{
    private static readonly DiagnosticDescriptor s_unknownKey = new(
        RuleIds.UnknownConfigurationKey, "A configuration file has an unknown key", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Error, isEnabledByDefault: true,
        "A key that nobody reads changes nothing: the setting that was meant keeps its default.", RulePages.AddressOf(RuleIds.UnknownConfigurationKey));

    private static readonly DiagnosticDescriptor s_wrongValue = new(
        RuleIds.WrongConfigurationValue, "A configuration file has a value that is not accepted", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Error, isEnabledByDefault: true,
        "The value is of the wrong type, out of range, or none of the names that the key knows.", RulePages.AddressOf(RuleIds.WrongConfigurationValue));

    private static readonly DiagnosticDescriptor s_contradiction = new(
        RuleIds.ContradictoryConfiguration, "A configuration file contradicts itself", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Error, isEnabledByDefault: true,
        "Two settings exclude each other, or one of them would be ignored without a word.", RulePages.AddressOf(RuleIds.ContradictoryConfiguration));

    private static readonly DiagnosticDescriptor s_unreadable = new(
        RuleIds.UnreadableConfiguration, "A configuration file cannot be read", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Error, isEnabledByDefault: true,
        "The file is not YAML, or not one document of keys with values.", RulePages.AddressOf(RuleIds.UnreadableConfiguration));

    private static readonly DiagnosticDescriptor s_missingKey = new(
        RuleIds.MissingConfigurationKey, "A configuration file lacks a required key", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Error, isEnabledByDefault: true,
        "A configuration file must say how training is distributed.", RulePages.AddressOf(RuleIds.MissingConfigurationKey));

    private static readonly DiagnosticDescriptor s_noEffect = new(
        RuleIds.ConfigurationWithoutEffect, "A configuration key has no effect in a .NET program", "{0}", RuleCategories.Configuration, DiagnosticSeverity.Info, isEnabledByDefault: true,
        "Hugging Face Accelerate knows the key; Accelerate for .NET has no use for it.", RulePages.AddressOf(RuleIds.ConfigurationWithoutEffect));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_unknownKey, s_wrongValue, s_contradiction, s_unreadable, s_missingKey, s_noEffect];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        var files = ConfigurationFiles.Of(context.Options, context.CancellationToken);
        if (files.IsEmpty)
            return;
        context.RegisterAdditionalFileAction(action =>
        {
            foreach (var (text, file) in files)
            {
                if (text == action.AdditionalFile && text.GetText(action.CancellationToken) is { } source)
                    Report(action, text.Path, source, file);
            }
        });
    }

    private static void Report(AdditionalFileAnalysisContext context, string path, SourceText text, ConfigurationFile file)
    {
        foreach (var problem in file.Problems)
        {
            var span = TextSpan.FromBounds(Position(text, problem.Span.StartLine, problem.Span.StartColumn), Math.Max(
                Position(text, problem.Span.StartLine, problem.Span.StartColumn), Position(text, problem.Span.EndLine, problem.Span.EndColumn)));
            context.ReportDiagnostic(Diagnostic.Create(RuleOf(problem.Kind), Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), problem.Message));
        }
    }

    private static int Position(SourceText text, int line, int column)
    {
        if (line >= text.Lines.Count)
            return text.Length;
        return Math.Min(text.Lines[line].Start + column, text.Lines[line].End);
    }

    private static DiagnosticDescriptor RuleOf(ConfigurationProblemKind kind) => kind switch
    {
        ConfigurationProblemKind.UnknownKey => s_unknownKey,
        ConfigurationProblemKind.WrongValue => s_wrongValue,
        ConfigurationProblemKind.Contradiction => s_contradiction,
        ConfigurationProblemKind.Unreadable => s_unreadable,
        ConfigurationProblemKind.MissingKey => s_missingKey,
        _ => s_noEffect,
    };
}
