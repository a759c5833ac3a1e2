using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Accelerate.Configuration;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Configuration;

/// <summary>The files <c>accelerate.yaml</c> and <c>accelerate.yml</c> among the AdditionalFiles. An unchanged text is parsed once.</summary>
internal static class ConfigurationFiles
{
    private static readonly ConditionalWeakTable<SourceText, ConfigurationFile> s_parsed = new();

    public static ImmutableArray<(AdditionalText Text, ConfigurationFile File)> Of(AnalyzerOptions options, CancellationToken cancellationToken)
    {
        var files = ImmutableArray.CreateBuilder<(AdditionalText, ConfigurationFile)>();
        foreach (var file in options.AdditionalFiles)
        {
            if (IsConfiguration(Path.GetFileName(file.Path)) && file.GetText(cancellationToken) is { } text)
                files.Add((file, s_parsed.GetValue(text, static text => ConfigurationFile.Parse(text.ToString()))));
        }
        return files.ToImmutable();
    }

    private static bool IsConfiguration(string name) =>
        name.Equals("accelerate.yaml", StringComparison.OrdinalIgnoreCase) || name.Equals("accelerate.yml", StringComparison.OrdinalIgnoreCase);
}
