using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

/// <summary>
/// Reads a class marked <c>[AcceleratedTraining]</c>. The generator emits from the model, the analyzers report the problems; there is never both.
/// </summary>
internal sealed partial class RoleParser
{
    public const string AttributeName = "Accelerate.AcceleratedTrainingAttribute";

    /// <summary>The name of the function in the emitted loop that evaluates.</summary>
    public const string EvaluationName = "Evaluate";

    /// <summary>The names of what is emitted into the class.</summary>
    private static readonly string[] s_emitted = ["RunAsync", "Train", "RunOptions"];

    private readonly INamedTypeSymbol _type;
    private readonly CancellationToken _cancellation;
    private readonly List<RoleProblem> _problems = [];
    private readonly List<RoleMember> _members;
    private readonly ParameterBinder _binder;
    private readonly VariableNames _variables;

    private RoleParser(INamedTypeSymbol type, CancellationToken cancellation)
    {
        _type = type;
        _cancellation = cancellation;
        _members = RoleMembers.Find(type, cancellation);
        _binder = new(_problems);
        _variables = new(_members.Select(member => member.Method.Name));
    }

    public static RoleResult<RoleModel> Parse(INamedTypeSymbol type, CancellationToken cancellation = default) => new RoleParser(type, cancellation).Parse();

    private RoleResult<RoleModel> Parse()
    {
        CheckType();
        foreach (var member in _members)
            CheckMember(member);

        var trainingData = Single(Role.TrainingData);
        var validationData = Single(Role.ValidationData);
        var testData = Single(Role.TestData);
        var validationStep = Single(Role.ValidationStep);
        Require(Role.Model);
        Require(Role.Optimizer);
        Require(Role.TrainingData);
        Require(Role.TrainingStep);

        var models = All(Role.Model).Select(ParseModel).ToArray();
        var optimizers = All(Role.Optimizer).Select(ParseOptimizer).ToArray();
        var schedulers = All(Role.Scheduler).Select(ParseScheduler).ToArray();
        var training = ParseData(trainingData);
        var validation = ParseData(validationData);
        var test = ParseData(testData);
        var steps = ParseSteps(optimizers, BatchTypeOf(trainingData));
        var evaluation = ParseValidationStep(validationStep, validationData, testData);
        _cancellation.ThrowIfCancellationRequested();
        var starts = All(Role.OnTrainingStart).Select(member => ParseHook(member)).ToArray();
        var epochs = All(Role.OnEpochEnd).Select(member => ParseHook(member, ArgumentKind.EpochResult)).ToArray();
        var ends = All(Role.OnTrainingEnd).Select(member => ParseHook(member, ArgumentKind.TrainingResult)).ToArray();
        var hyperparameters = HyperparameterParser.Parse(_type, _problems);

        if (_problems.Count > 0)
            return new(null, [.. _problems]);
        return new(
            new(
                TypeDeclarations.Of(_type),
                _type.BaseType is { } parent && HasAttribute(parent),
                ParseDefaults(),
                new(models),
                new(optimizers),
                new(schedulers),
                training!,
                validation,
                test,
                new(steps),
                evaluation,
                validationStep is { Method.ReturnsVoid: false },
                new(starts),
                new(epochs),
                new(ends),
                hyperparameters),
            []);
    }

    private void CheckType()
    {
        foreach (var part in TypeDeclarations.NotPartial(_type))
            Report(ProblemKind.NotPartial, part, part.Name);

        var constructor = _type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.All(parameter => parameter.IsOptional));
        var obstacle = _type.IsStatic ? "it is static"
            : _type.IsAbstract ? "it is abstract"
            : _type.IsFileLocal ? "it is local to its file"
            : constructor is null ? "it has no constructor without parameters"
            : null;
        if (obstacle is not null)
            Report(ProblemKind.NotConstructible, _type, obstacle);

        foreach (var name in s_emitted)
        {
            foreach (var member in _type.GetMembers(name).Where(member => !TypeDeclarations.IsEmitted(member)))
                Report(ProblemKind.NameTaken, member, name);
        }

        if (constructor is not null && constructor.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute"))
            return;
        foreach (var member in RoleMembers.Levels(_type).SelectMany(level => level.GetMembers()))
        {
            if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true } && !HyperparameterParser.IsHyperparameter(member))
                Report(ProblemKind.RequiredMember, member, member.Name);
        }
    }

    private void CheckMember(RoleMember member)
    {
        if (RoleMembers.CountOf(member.Method) > 1)
            Report(ProblemKind.SeveralRoles, member.Method, member.Method.Name);
        if (member.Method.IsGenericMethod)
            Report(ProblemKind.NotCallable, member.Method, "it has type parameters");
        else if (member.Method.IsAsync)
            Report(ProblemKind.NotCallable, member.Method, "it is async, and training runs on one thread from the first step to the last");
        else if (!HyperparameterParser.IsWithinReach(member.Method, _type))
            Report(ProblemKind.NotCallable, member.Method, $"{_type.Name} cannot reach it in {member.Method.ContainingType.Name}");
    }

    private RunDefaults ParseDefaults()
    {
        var attribute = AttributeOf(_type)!;
        return new(
            attribute.Text(),
            attribute.Argument("Epochs", 1),
            attribute.Argument<double>("MaxGradientNorm"),
            attribute.Argument("Seed", 42),
            attribute.Argument<int?>("ZeroStage"),
            attribute.Argument<bool>("SyncBatchNorm"),
            attribute.Argument<string>("OutputDirectory") ?? $"artifacts/{RoleNames.Words(_type.Name, '-')}");
    }

    private static AttributeData? AttributeOf(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => KnownTypes.IsOurs(attribute.AttributeClass, "AcceleratedTrainingAttribute"));

    private static bool HasAttribute(INamedTypeSymbol type) => RoleMembers.Levels(type).Any(level => AttributeOf(level) is not null);

    private IEnumerable<RoleMember> All(Role role) => _members.Where(member => member.Role == role);

    private RoleMember? Single(Role role)
    {
        var all = All(role).ToArray();
        foreach (var repeated in all.Skip(1))
            Report(ProblemKind.RepeatedRole, repeated.Method, role.ToString());
        return all.FirstOrDefault();
    }

    private void Require(Role role)
    {
        if (!All(role).Any())
            Report(ProblemKind.MissingRole, _type, role.ToString());
    }

    private void Report(ProblemKind kind, ISymbol symbol, params string[] details) => _problems.Add(new(kind, symbol, new(details)));
}
