using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>Finds what the parameters of a method take.</summary>
internal sealed class ParameterBinder(List<RoleProblem> problems)
{
    private readonly List<Candidate> _candidates = [];

    public void Add(Candidate candidate) => _candidates.Add(candidate);

    /// <summary>What each parameter takes; those that nothing fits are left out and become problems.</summary>
    /// <param name="method">The method.</param>
    /// <param name="batch">The type of the batch that there is to take, if there is one.</param>
    /// <param name="kinds">What its role may take.</param>
    public EquatableArray<RoleArgument> Bind(IMethodSymbol method, ITypeSymbol? batch, params ArgumentKind[] kinds)
    {
        var arguments = new List<RoleArgument>();
        foreach (var parameter in method.Parameters)
        {
            if (Bind(parameter, batch, kinds) is { } argument)
                arguments.Add(argument);
        }
        return new(arguments);
    }

    private RoleArgument? Bind(IParameterSymbol parameter, ITypeSymbol? batch, ArgumentKind[] kinds)
    {
        var type = parameter.Type;
        if (parameter.RefKind is RefKind.None or RefKind.In or RefKind.RefReadOnlyParameter && !parameter.IsParams)
        {
            foreach (var kind in kinds)
            {
                if (kind is ArgumentKind.Accelerator or ArgumentKind.Metrics or ArgumentKind.TrainingLength or ArgumentKind.EpochResult or ArgumentKind.TrainingResult
                    && KnownTypes.IsOurs(type, kind.ToString()))
                    return Argument(kind);
                if (kind == ArgumentKind.CancellationToken && KnownTypes.IsCancellationToken(type))
                    return Argument(kind);
                if (kind == ArgumentKind.Batch && batch is not null && IsAssignable(batch, type))
                    return Argument(kind);
            }

            var fitting = _candidates.Where(candidate => kinds.Contains(candidate.Kind) && IsAssignable(candidate.Type, type)).ToArray();
            if (fitting.FirstOrDefault(candidate => candidate.Name == parameter.Name) is { } named)
                return Argument(named.Kind, named.Variable);
            if (fitting.Length == 1)
                return Argument(fitting[0].Kind, fitting[0].Variable);
            if (fitting.Length > 1)
            {
                problems.Add(new(ProblemKind.AmbiguousParameter, parameter, new([parameter.Name, string.Join(", ", fitting.Select(candidate => candidate.Name))])));
                return null;
            }
        }
        problems.Add(new(ProblemKind.UnknownParameter, parameter, new([parameter.Name, Display(type), Choices(batch, kinds)])));
        return null;

        RoleArgument Argument(ArgumentKind kind, string name = "") => new(kind, name, type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
    }

    private string Choices(ITypeSymbol? batch, ArgumentKind[] kinds)
    {
        var choices = new List<string>();
        foreach (var kind in kinds)
        {
            if (kind is ArgumentKind.Model or ArgumentKind.Optimizer)
                choices.AddRange(_candidates.Where(candidate => candidate.Kind == kind).Select(candidate => $"{Display(candidate.Type)} {candidate.Name}"));
            else if (kind == ArgumentKind.Batch)
                choices.AddRange(batch is null ? [] : [$"{Display(batch)} batch"]);
            else
                choices.Add(kind.ToString());
        }
        return string.Join(", ", choices.Distinct());
    }

    public static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static bool IsAssignable(ITypeSymbol from, ITypeSymbol to)
    {
        for (var type = from; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, to))
                return true;
        }
        return to.TypeKind == TypeKind.Interface && from.AllInterfaces.Any(implemented => SymbolEqualityComparer.Default.Equals(implemented, to));
    }
}
