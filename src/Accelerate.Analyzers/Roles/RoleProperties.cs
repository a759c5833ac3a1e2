using System.Collections.Immutable;
using Accelerate.Roles;

namespace Accelerate.Analyzers.Roles;

/// <summary>What a diagnostic tells its fix.</summary>
internal static class RoleProperties
{
    /// <summary>The role that is missing, repeated or not served, such as <c>TrainingStep</c>.</summary>
    public const string Role = nameof(Role);

    /// <summary>The names that would do, separated by commas.</summary>
    public const string Names = nameof(Names);

    public static ImmutableDictionary<string, string?> Of(RoleProblem problem) => problem.Kind switch
    {
        ProblemKind.MissingRole or ProblemKind.RepeatedRole or ProblemKind.WrongReturnType => ImmutableDictionary<string, string?>.Empty.Add(Role, problem.Details.First()),
        ProblemKind.AmbiguousParameter => ImmutableDictionary<string, string?>.Empty.Add(Names, problem.Details.Last()),
        _ => ImmutableDictionary<string, string?>.Empty,
    };
}
