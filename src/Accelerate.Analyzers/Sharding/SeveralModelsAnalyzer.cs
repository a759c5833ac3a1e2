using System.Collections.Concurrent;
using System.Collections.Immutable;
using Accelerate.Analyzers.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Sharding;

/// <summary>ACC0003: several models prepared by one accelerator that is configured for sharding.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SeveralModelsAnalyzer : AccelerateAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new(
        RuleIds.SeveralModelsWithSharding,
        "One accelerator that shards prepares several models",
        "'{0}' and '{1}' are prepared by one accelerator that is configured for sharding ({2}), and such an accelerator holds one model; create an accelerator for each model",
        RuleCategories.Usage,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Sharding in the manner of ZeRO takes one model apart: its engine owns that model's parameters, gradients and optimizer state. A second model needs an accelerator of its own.",
        RulePages.AddressOf(RuleIds.SeveralModelsWithSharding));

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [s_rule];

    protected override void Analyze(CompilationStartAnalysisContext context, KnownTypes types)
    {
        if (ShardingTypes.Find(types) is not { } shardingTypes)
            return;
        var settings = new ShardingSettings(shardingTypes, OfFiles(context.Options, context.CancellationToken));
        context.RegisterSymbolAction(symbol => AnalyzeRoles(symbol, shardingTypes, settings), SymbolKind.NamedType);
        context.RegisterOperationAction(operation => AnalyzeTrain(operation, shardingTypes, settings), OperationKind.Invocation);
        context.RegisterSymbolStartAction(
            type =>
            {
                var prepared = new ConcurrentBag<PreparedModel>();
                type.RegisterOperationAction(operation => Collect(operation, (INamedTypeSymbol)type.Symbol, shardingTypes, settings, prepared), OperationKind.Invocation);
                type.RegisterSymbolEndAction(end => Report(end, prepared));
            },
            SymbolKind.NamedType);
    }

    private static ShardingSetting OfFiles(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        foreach (var (text, file) in ConfigurationFiles.Of(options, cancellationToken))
        {
            if (file.Values.Sharding is { HoldsOneModel: true } sharding)
                return ShardingSetting.Because($"{sharding.Reason} in {Path.GetFileName(text.Path)}");
        }
        return ShardingSetting.Unset;
    }

    private static void AnalyzeRoles(SymbolAnalysisContext context, ShardingTypes types, ShardingSettings settings)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (types.TrainingAttributeOf(type) is null || ShardingTypes.ModelRolesOf(type, context.CancellationToken) is not { Count: > 1 } models || settings.Of(type).Reason is not { } reason)
            return;
        foreach (var model in models.Skip(1))
        {
            var place = SymbolEqualityComparer.Default.Equals(model.ContainingType, type) ? model.Locations[0] : type.Locations[0];
            context.ReportDiagnostic(Diagnostic.Create(s_rule, place, [models[0].Locations[0]], models[0].Name, model.Name, reason));
        }
    }

    /// <summary>The generated loop of a class with several models, run with an accelerator whose options ask for sharding.</summary>
    private static void AnalyzeTrain(OperationAnalysisContext context, ShardingTypes types, ShardingSettings settings)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "Train" || types.TrainingAttributeOf(call.TargetMethod.ContainingType) is null || ShardingTypes.ModelRolesOf(call.TargetMethod.ContainingType, context.CancellationToken) is not { Count: > 1 } models)
            return;
        foreach (var argument in call.Arguments)
        {
            if (SymbolEqualityComparer.Default.Equals(argument.Value.Type, types.Accelerator)
                && settings.OfOptions(argument.Value, new(call.SemanticModel!, context.CancellationToken)).Reason is { } reason)
                context.ReportDiagnostic(Diagnostic.Create(s_rule, argument.Value.Syntax.GetLocation(), [models[1].Locations[0]], models[0].Name, models[1].Name, reason));
        }
    }

    private static void Collect(OperationAnalysisContext context, INamedTypeSymbol type, ShardingTypes types, ShardingSettings settings, ConcurrentBag<PreparedModel> prepared)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.Instance is null || !types.IsAccelerators(call.TargetMethod, "Prepare") || !SymbolEqualityComparer.Default.Equals(context.ContainingSymbol.ContainingType, type))
            return;
        var values = new SymbolValues(call.SemanticModel!, context.CancellationToken);
        if (settings.Of(call.Instance, type, values).Reason is not { } reason)
            return;
        var identities = new ModelIdentity(types, values);
        foreach (var argument in call.Arguments)
        {
            var model = OperationTree.WithoutConversions(argument.Value);
            if (types.IsModel(model.Type) && identities.Of(model) is { } identity)
                prepared.Add(new(AcceleratorOf(call, values), identity, reason, call, model, context.ContainingSymbol, context.GetControlFlowGraph()));
        }
    }

    /// <summary>What tells the accelerator from others: its symbol, through names with one value each, or the call where it has no name.</summary>
    private static object AcceleratorOf(IInvocationOperation call, SymbolValues values)
    {
        if (OperationTree.ReferencedSymbol(call.Instance) is not { } symbol)
            return call;
        var sources = values.Of(symbol);
        if (sources.Count > 1)
            return call;
        return sources.Count == 1 && OperationTree.ReferencedSymbol(sources[0].Value) is { } original ? original : symbol;
    }

    private static void Report(SymbolAnalysisContext context, ConcurrentBag<PreparedModel> prepared)
    {
        var earlier = new List<PreparedModel>();
        foreach (var model in prepared.OrderBy(static model => model.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(static model => model.Syntax.SpanStart))
        {
            var same = earlier.Where(other => Same(other.Accelerator, model.Accelerator)).ToArray();
            var first = same.FirstOrDefault(other => !Same(other.Identity, model.Identity) && model.CanFollow(other));
            if (first is not null && !same.Any(other => Same(other.Identity, model.Identity)))
                context.ReportDiagnostic(Diagnostic.Create(s_rule, model.Syntax.GetLocation(), [first.Syntax.GetLocation()], first.Syntax, model.Syntax, model.Reason));
            earlier.Add(model);
        }
    }

    private static bool Same(object one, object other) =>
        one is ISymbol first && other is ISymbol second ? SymbolEqualityComparer.Default.Equals(first, second) : one.Equals(other);
}
