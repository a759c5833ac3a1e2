namespace Accelerate.Analyzers;

/// <summary>Where each rule is explained.</summary>
public static class RulePages
{
    /// <summary>The address of the page about a rule, <c>docs/rules/{id}.md</c> in the repository.</summary>
    public static string AddressOf(string id) => $"https://github.com/accelerate-dotnet/accelerate/blob/main/docs/rules/{id}.md";
}
