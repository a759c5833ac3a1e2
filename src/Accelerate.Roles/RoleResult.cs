using System.Collections.Immutable;

namespace Accelerate.Roles;

/// <summary>What a type's roles come to: a model, or what is wrong with them.</summary>
internal readonly record struct RoleResult<TModel>(TModel? Model, ImmutableArray<RoleProblem> Problems)
    where TModel : class;
