using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>What analyzers and fixes are held to. The analyzed program must compile, before a fix and after it.</summary>
internal static class Verify
{
    /// <summary>The analyzer reports exactly what is marked; with nothing marked, nothing.</summary>
    public static Task DiagnosticsAsync<TAnalyzer>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        DiagnosticsAsync<TAnalyzer>(TestProject.Of(source));

    /// <inheritdoc cref="DiagnosticsAsync{TAnalyzer}(string)"/>
    /// <returns>What was reported, for a closer look at messages and locations.</returns>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync<TAnalyzer>(TestProject test)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var project = test.Create();
        var compilation = await test.CompileAsync(project, "The test's source");
        var diagnostics = await Analysis.RunAsync(compilation, project, [new TAnalyzer()]);
        var expected = test.Expected.Select(mark => Describe(project, mark.Path, mark.Id, mark.Span));
        var actual = diagnostics.Select(diagnostic => Describe(project, Analysis.PathOf(diagnostic), diagnostic.Id, diagnostic.Location.SourceSpan));
        AssertSame(expected, actual, diagnostics);
        return diagnostics;
    }

    /// <summary>The one message that the analyzer gives for a program.</summary>
    public static async Task MessageAsync<TAnalyzer>(string source, string message)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var diagnostics = await DiagnosticsAsync<TAnalyzer>(TestProject.Of(source));
        Assert.Equal(message, Assert.Single(diagnostics).GetMessage());
    }

    /// <summary>
    /// The marked diagnostics are reported, and the fix turns the program into <paramref name="after"/>: both when applied one
    /// diagnostic at a time and when applied to all of the solution at once. What is still marked in <paramref name="after"/> stays.
    /// </summary>
    /// <param name="before">The marked program.</param>
    /// <param name="after">What it becomes.</param>
    /// <param name="action">Which of the actions offered; the first is what <c>dotnet format</c> takes.</param>
    public static Task FixAsync<TAnalyzer, TFix>(string before, string after, int action = 0)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        FixAsync<TAnalyzer, TFix>(TestProject.Of(before), TestProject.Of(after), action);

    /// <inheritdoc cref="FixAsync{TAnalyzer, TFix}(string, string, int)"/>
    public static async Task FixAsync<TAnalyzer, TFix>(TestProject before, TestProject after, int action = 0)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        await DiagnosticsAsync<TAnalyzer>(before);
        var fixing = new Fixing(before, new TAnalyzer(), new TFix(), action);
        var expected = await TestProject.TextOfAsync(after.Create());
        AssertText(expected, await fixing.OneByOneAsync(), "one diagnostic at a time");
        AssertText(expected, await fixing.AllAtOnceAsync(), "all at once");
        await DiagnosticsAsync<TAnalyzer>(after);
    }

    /// <summary>The marked diagnostics are reported and no fix is offered for any of them.</summary>
    public static async Task NoFixAsync<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        Assert.Empty(await TitlesAsync<TAnalyzer, TFix>(source));

    /// <summary>The titles of the actions offered for a program's diagnostics.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = TestProject.Of(source);
        await DiagnosticsAsync<TAnalyzer>(test);
        return [.. (await new Fixing(test, new TAnalyzer(), new TFix(), 0).OfferedAsync()).Select(offered => offered.Title)];
    }

    private static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual, ImmutableArray<Diagnostic> diagnostics)
    {
        string[] wanted = [.. expected.Order(StringComparer.Ordinal)], found = [.. actual.Order(StringComparer.Ordinal)];
        if (wanted.SequenceEqual(found))
            return;
        var missing = Without(wanted, found);
        var surplus = Without(found, wanted);
        Assert.Fail("The analyzer does not report what is marked.\n"
            + string.Concat(missing.Select(line => $"  not reported: {line}\n"))
            + string.Concat(surplus.Select(line => $"  not marked:   {line}\n"))
            + string.Concat(diagnostics.Select(diagnostic => $"  message:      {diagnostic.Id} {diagnostic.GetMessage()}\n")));
    }

    private static List<string> Without(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var rest = lines.ToList();
        foreach (var other in others)
            rest.Remove(other);
        return rest;
    }

    private static void AssertText(string expected, string actual, string how)
    {
        if (expected == actual)
            return;
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var line = 0;
        while (line < Math.Min(left.Length, right.Length) && left[line] == right[line])
            line++;
        Assert.Fail($"Fixed {how}, the program is not what was expected, from this line on:\n"
            + $"  expected: {(line < left.Length ? left[line] : "(the end)")}\n"
            + $"  actual:   {(line < right.Length ? right[line] : "(the end)")}\n\n{actual}");
    }

    private static string Describe(Project project, string path, string id, TextSpan span)
    {
        var document = project.Documents.Concat<TextDocument>(project.AdditionalDocuments).FirstOrDefault(document => document.Name == path);
        if (document is null || !document.TryGetText(out var text) || span.End > text.Length)
            return $"{path}: {id}";
        var start = text.Lines.GetLinePosition(span.Start);
        return $"{path}({start.Line + 1},{start.Character + 1}): {id} '{text.ToString(span)}'";
    }
}
