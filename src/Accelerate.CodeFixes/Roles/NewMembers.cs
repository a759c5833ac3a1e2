using Accelerate.Roles;
using Microsoft.CodeAnalysis;

namespace Accelerate.CodeFixes.Roles;

/// <summary>Writes the method that a training class lacks, connected to the roles it has.</summary>
internal sealed class NewMembers
{
    private readonly SemanticModel _model;
    private readonly int _position;
    private readonly List<RoleMember> _members;

    public NewMembers(SemanticModel model, int position, INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        _model = model;
        _position = position;
        _members = RoleMembers.Find(type, cancellationToken);
    }

    /// <summary>The name of the method for a role.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.TrainingStep => "Step",
        Role.ValidationStep => "Validate",
        _ => $"Create{role}",
    };

    /// <summary>The method for a role; null if a type that it needs is not known.</summary>
    public string? Write(Role role)
    {
        var declaration = role switch
        {
            Role.Model => Signature("TorchSharp.torch+nn+Module`2", role, "", typeArguments: 2),
            Role.Optimizer => Signature("TorchSharp.torch+optim+Optimizer", role, Join(Models)),
            Role.TrainingData => Data(role, EvaluationBatch),
            Role.ValidationData or Role.TestData => Data(role, TrainingBatch),
            Role.TrainingStep => Signature("TorchSharp.torch+Tensor", role, Join(Models, Batch(TrainingBatch))),
            Role.ValidationStep when Name("Accelerate.Metrics") is { } metrics => $"void {NameOf(role)}({Join(Models, Batch(EvaluationBatch ?? TrainingBatch), [$"{metrics} metrics"])})",
            _ => null,
        };
        return declaration is null ? null : $"[{Name($"Accelerate.{role}Attribute")?.Replace("Attribute", "") ?? role.ToString()}]\n{declaration} => {Body(role)};\n";
    }

    private string Body(Role role)
    {
        var models = _members.Where(member => member.Role == Role.Model).Select(member => RoleNames.Variable(member.Method.Name)).ToArray();
        return role == Role.Optimizer && models.Length == 1 && Name("TorchSharp.torch+optim") is { } optim
            ? $"{optim}.AdamW({models[0]}.parameters())"
            : $"throw new {Name("System.NotImplementedException") ?? "System.NotImplementedException"}()";
    }

    private string? Data(Role role, ITypeSymbol? batch)
    {
        var type = batch ?? _model.Compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor");
        return type is not null && _model.Compilation.GetSpecialType(SpecialType.System_Collections_Generic_IEnumerable_T) is { } sequence
            ? $"{Declarations.NameOf(sequence.Construct(type), _model, _position)} {NameOf(role)}()"
            : null;
    }

    private string? Signature(string returns, Role role, string parameters, int typeArguments = 0)
    {
        if (_model.Compilation.GetTypeByMetadataName(returns) is not { } type || _model.Compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor") is not { } tensor)
            return null;
        if (typeArguments > 0)
            type = type.Construct([.. Enumerable.Repeat<ITypeSymbol>(tensor, typeArguments)]);
        return $"{Declarations.NameOf(type, _model, _position)} {NameOf(role)}({parameters})";
    }

    private string[] Models => [.. _members.Where(member => member.Role == Role.Model)
        .Select(member => $"{Declarations.NameOf(member.Method.ReturnType, _model, _position)} {RoleNames.Variable(member.Method.Name)}")];

    private ITypeSymbol? TrainingBatch => BatchOf(Role.TrainingData);

    private ITypeSymbol? EvaluationBatch => BatchOf(Role.ValidationData) ?? BatchOf(Role.TestData);

    private ITypeSymbol? BatchOf(Role role) => _members.FirstOrDefault(member => member.Role == role) is { } data ? KnownTypes.BatchOf(data.Method.ReturnType) : null;

    private string[] Batch(ITypeSymbol? type) => type is null ? [] : [$"{Declarations.NameOf(type, _model, _position)} batch"];

    private string? Name(string metadataName) =>
        _model.Compilation.GetTypeByMetadataName(metadataName) is { } type ? Declarations.NameOf(type, _model, _position) : null;

    private static string Join(params string[][] parameters) => string.Join(", ", parameters.SelectMany(part => part));
}
