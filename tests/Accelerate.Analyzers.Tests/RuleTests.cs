using System.Reflection;
using Accelerate.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Accelerate.Analyzers.Tests;

/// <summary>What holds for every rule, whoever wrote it.</summary>
public sealed class RuleTests
{
    private static readonly DiagnosticDescriptor[] Rules =
        [.. Instances<DiagnosticAnalyzer>(typeof(AccelerateAnalyzer).Assembly).SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(rule => rule.Id)];

    [Fact]
    public void Every_rule_has_a_page_named_by_its_link()
    {
        Assert.NotEmpty(Rules);
        foreach (var rule in Rules)
        {
            Assert.Equal($"https://github.com/accelerate-dotnet/accelerate/blob/main/docs/rules/{rule.Id}.md", rule.HelpLinkUri);
            var page = Path.Combine(Repository.Root, "docs", "rules", $"{rule.Id}.md");
            Assert.True(File.Exists(page), $"{rule.Id} has no page {page}.");
            Assert.StartsWith($"# {rule.Id}", File.ReadAllText(page));
        }
    }

    [Fact]
    public void Every_rule_is_listed_in_the_releases()
    {
        var folder = Path.Combine(Repository.Root, "src", "Accelerate.Analyzers");
        var releases = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md"));
        foreach (var rule in Rules)
            Assert.Matches($@"(?m)^{rule.Id}\s*\|\s*{rule.Category}\s*\|\s*{rule.DefaultSeverity}\s*\|", releases);
    }

    [Fact]
    public void Every_rule_is_of_the_category_that_its_number_belongs_to()
    {
        foreach (var rule in Rules)
            Assert.Equal(rule.Id[3] switch { '0' => RuleCategories.Usage, '1' => RuleCategories.Roles, '3' => RuleCategories.Configuration, _ => "no category" }, rule.Category);
    }

    [Fact]
    public void Every_fix_can_fix_all_and_is_exported_for_CSharp()
    {
        var fixes = Instances<CodeFixProvider>(Assembly.Load("Accelerate.CodeFixes"));
        foreach (var fix in fixes)
        {
            Assert.NotNull(fix.GetFixAllProvider());
            Assert.Contains(LanguageNames.CSharp, fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()!.Languages);
            Assert.All(fix.FixableDiagnosticIds.Where(id => id.StartsWith("ACC", StringComparison.Ordinal)), id => Assert.Contains(Rules, rule => rule.Id == id));
        }
    }

    private static T[] Instances<T>(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).Select(type => (T)Activator.CreateInstance(type)!)];
}
