using System.Reflection;
using System.Text.RegularExpressions;
using Accelerate.Testing;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace Accelerate.Analyzers.Tests;

/// <summary>The table of rules in the README.</summary>
public sealed partial class RuleTableTests
{
    [Fact]
    public void The_table_of_rules_lists_what_the_releases_list()
    {
        var fixable = Assembly.Load("Accelerate.CodeFixes").GetTypes()
            .Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
            .SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)
            .ToHashSet();
        var rules = new[] { "Shipped", "Unshipped" }
            .SelectMany(file => Release.Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", "Accelerate.Analyzers", $"AnalyzerReleases.{file}.md"))))
            .Select(match => match.Groups)
            .OrderBy(rule => rule["id"].Value, StringComparer.Ordinal)
            .Select(rule => $"| [{rule["id"]}](docs/rules/{rule["id"]}.md) | {rule["severity"].Value.ToLowerInvariant()} | {rule["notes"]} | {(fixable.Contains(rule["id"].Value) ? "yes" : "")} |")
            .ToArray();
        var table = File.ReadLines(Path.Combine(Repository.Root, "README.md")).Where(line => line.StartsWith("| [ACC", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(rules);
        Assert.True(rules.SequenceEqual(table), $"The table of rules in README.md should have these lines:\n{string.Join('\n', rules)}\n");
    }

    [GeneratedRegex(@"^(?<id>ACC\d{4})\s*\|[^|]*\|\s*(?<severity>\w+)\s*\|\s*(?<notes>.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Release { get; }
}
