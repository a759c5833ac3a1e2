using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Accelerate.Analyzers.Tests.Harness;

/// <summary>Applies a code fix to a test's program, as an editor does and as <c>dotnet format</c> does.</summary>
internal sealed class Fixing(TestProject test, DiagnosticAnalyzer analyzer, CodeFixProvider fix, int action)
{
    private const int MostRounds = 50;

    /// <summary>All actions that are offered for the program as it stands.</summary>
    public async Task<IReadOnlyList<CodeAction>> OfferedAsync()
    {
        var project = test.Create();
        var offered = new List<CodeAction>();
        foreach (var diagnostic in await FixableAsync(project))
            offered.AddRange(await ActionsAsync(project, diagnostic));
        return offered;
    }

    /// <summary>The program's text after each diagnostic was fixed, one after the other; every program on the way must compile.</summary>
    public async Task<string> OneByOneAsync()
    {
        var project = test.Create();
        for (var round = 0; round < MostRounds; round++)
        {
            if (await FirstActionAsync(project) is not { } first)
                return await TestProject.TextOfAsync(project);
            project = await ApplyAsync(project, first.Action);
            await test.CompileAsync(project, "The fixed program");
        }
        throw new InvalidOperationException($"After {MostRounds} fixes there is still something to fix:\n{await TestProject.TextOfAsync(project)}");
    }

    /// <summary>The program's text after one fix of everything in the solution, repeated while it changes something, as diagnostics of one kind may hide others.</summary>
    public async Task<string> AllAtOnceAsync()
    {
        var provider = fix.GetFixAllProvider();
        Assert.True(provider is not null, $"{fix.GetType().Name} has no FixAllProvider; dotnet format cannot apply it.");
        var project = test.Create();
        for (var round = 0; round < MostRounds; round++)
        {
            if (await FirstActionAsync(project) is not { } first)
                return await TestProject.TextOfAsync(project);
            var context = new FixAllContext(
                project.GetDocument(first.Diagnostic.Location.SourceTree) ?? project.Documents.First(), fix, FixAllScope.Solution, first.Action.EquivalenceKey,
                fix.FixableDiagnosticIds, new Diagnostics(test, analyzer), TestContext.Current.CancellationToken);
            var all = await provider.GetFixAsync(context);
            Assert.True(all is not null, $"{fix.GetType().Name} offers a fix for one diagnostic and none for all.");
            project = await ApplyAsync(project, all);
            await test.CompileAsync(project, "The program with everything fixed");
        }
        throw new InvalidOperationException($"After {MostRounds} fixes of everything there is still something to fix:\n{await TestProject.TextOfAsync(project)}");
    }

    private async Task<(Diagnostic Diagnostic, CodeAction Action)?> FirstActionAsync(Project project)
    {
        foreach (var diagnostic in await FixableAsync(project))
        {
            var actions = await ActionsAsync(project, diagnostic);
            if (actions.Count > action)
                return (diagnostic, actions[action]);
        }
        return null;
    }

    private async Task<IReadOnlyList<Diagnostic>> FixableAsync(Project project)
    {
        var compilation = await test.CompileAsync(project, "The program");
        var diagnostics = await Analysis.RunAsync(compilation, project, [analyzer]);
        return [.. diagnostics.Where(diagnostic => fix.FixableDiagnosticIds.Contains(diagnostic.Id))];
    }

    private async Task<IReadOnlyList<CodeAction>> ActionsAsync(Project project, Diagnostic diagnostic)
    {
        var actions = new List<CodeAction>();
        TextDocument? document = project.GetDocument(diagnostic.Location.SourceTree);
        document ??= project.AdditionalDocuments.FirstOrDefault(additional => additional.Name == Analysis.PathOf(diagnostic));
        if (document is null)
            return actions;
        await fix.RegisterCodeFixesAsync(new(document, diagnostic, (offered, _) => actions.Add(offered), TestContext.Current.CancellationToken));
        foreach (var offered in actions)
            Assert.False(string.IsNullOrEmpty(offered.EquivalenceKey), $"'{offered.Title}' has no equivalence key, so that 'fix all' cannot tell it from other fixes.");
        return actions;
    }

    private static async Task<Project> ApplyAsync(Project project, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var solution = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution;
        var before = await TestProject.TextOfAsync(project);
        var changed = solution.GetProject(project.Id)!;
        if (before == await TestProject.TextOfAsync(changed))
            Assert.Fail($"'{action.Title}' was offered and changes nothing:\n{before}");
        return changed;
    }

    /// <summary>Hands 'fix all' the diagnostics of the analyzer under test.</summary>
    private sealed class Diagnostics(TestProject test, DiagnosticAnalyzer analyzer) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            await Analysis.RunAsync(await test.CompileAsync(project, "The program"), project, [analyzer]);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
        {
            var tree = await document.GetSyntaxTreeAsync(cancellationToken);
            return (await GetAllDiagnosticsAsync(document.Project, cancellationToken)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
        }

        public override async Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            (await GetAllDiagnosticsAsync(project, cancellationToken)).Where(diagnostic => !diagnostic.Location.IsInSource);
    }
}
