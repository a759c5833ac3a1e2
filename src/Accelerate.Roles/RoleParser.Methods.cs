using Microsoft.CodeAnalysis;

namespace Accelerate.Roles;

internal sealed partial class RoleParser
{
    private ModelRole ParseModel(RoleMember member)
    {
        var method = Create(member, KnownTypes.IsModel, "a Module", null, ArgumentKind.Accelerator);
        _binder.Add(new(ArgumentKind.Model, RoleNames.Variable(member.Method.Name), method.Variable, member.Method.ReturnType));
        return new(method, member.Method.ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));
    }

    private RoleMethod ParseOptimizer(RoleMember member)
    {
        var method = Create(member, KnownTypes.IsOptimizer, "an Optimizer", null, ArgumentKind.Model, ArgumentKind.Accelerator);
        if (member.Method.Parameters.Length == method.Arguments.Count && !method.Models.Any())
            Report(ProblemKind.OptimizerWithoutModel, member.Method, member.Method.Name);
        _binder.Add(new(ArgumentKind.Optimizer, RoleNames.Variable(member.Method.Name), method.Variable, member.Method.ReturnType));
        return method;
    }

    private SchedulerRole ParseScheduler(RoleMember member)
    {
        var method = Create(member, KnownTypes.IsScheduler, "an LRScheduler", null, ArgumentKind.Optimizer, ArgumentKind.TrainingLength, ArgumentKind.Accelerator);
        var optimizer = method.Arguments.FirstOrDefault(argument => argument.Kind == ArgumentKind.Optimizer);
        if (optimizer is null && member.Method.Parameters.Length == method.Arguments.Count)
            Report(ProblemKind.SchedulerWithoutOptimizer, member.Method, member.Method.Name);
        return new(method, optimizer?.Name ?? "");
    }

    private DataRole? ParseData(RoleMember? member)
    {
        if (member is null)
            return null;
        var method = Create(member, type => KnownTypes.BatchOf(type) is not null, "a DataLoader or an IEnumerable of batches", null, ArgumentKind.Accelerator);
        return BatchTypeOf(member) is { } batch
            ? new(method, batch.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), BatchParser.SampleRows(batch), member.Argument<bool>("EveryEpoch"))
            : null;
    }

    private StepRole[] ParseSteps(RoleMethod[] optimizers, ITypeSymbol? batch)
    {
        var members = All(Role.TrainingStep).ToArray();
        // Those of a base class come before those of the class, wherever they stand.
        foreach (var level in members.GroupBy(member => member.Method.ContainingType, SymbolEqualityComparer.Default))
        {
            if (level.Select(member => RoleMembers.FileOf(member.Method)).Distinct().Count() > 1)
                Report(ProblemKind.StepsInSeveralFiles, level.Last().Method, level.Last().Method.Name);
        }

        var steps = Array.ConvertAll(members, member =>
        {
            var method = Create(member, KnownTypes.IsTensor, "the loss, a Tensor", batch,
                ArgumentKind.Accelerator, ArgumentKind.Metrics, ArgumentKind.CancellationToken, ArgumentKind.Batch, ArgumentKind.Model);
            var followers = Followers(member, members.Length, optimizers);
            return new StepRole(
                method,
                members.Length == 1 ? "training loss" : RoleNames.Loss(member.Method.Name),
                new(followers.Select(optimizer => optimizer.Variable)),
                new(followers.SelectMany(optimizer => optimizer.Models).Distinct()));
        });

        if (members.Length > 0)
        {
            foreach (var idle in optimizers.Where(optimizer => !steps.Any(step => step.Optimizers.Contains(optimizer.Variable))))
                Report(ProblemKind.OptimizerWithoutStep, All(Role.Optimizer).First(member => member.Method.Name == idle.Name).Method, idle.Name);
        }
        return steps;
    }

    private RoleMethod[] Followers(RoleMember step, int steps, RoleMethod[] optimizers)
    {
        if (step.Argument<string>("Optimizer") is { } name)
        {
            var named = optimizers.Where(optimizer => optimizer.Name == name).ToArray();
            if (named.Length == 0)
                Report(ProblemKind.UnknownOptimizer, step.Method, name);
            return named;
        }
        if (steps > 1 && optimizers.Length > 0)
        {
            Report(ProblemKind.StepWithoutOptimizer, step.Method, step.Method.Name);
            return [];
        }
        return optimizers;
    }

    private RoleMethod? ParseValidationStep(RoleMember? member, RoleMember? validationData, RoleMember? testData)
    {
        if (member is null)
        {
            foreach (var data in new[] { validationData, testData }.OfType<RoleMember>())
                Report(ProblemKind.DataWithoutValidationStep, data.Method, data.Method.Name);
            return null;
        }
        if (validationData is null && testData is null)
        {
            Report(ProblemKind.ValidationStepWithoutData, member.Method, member.Method.Name);
            return null;
        }
        ArgumentKind[] kinds = [ArgumentKind.Accelerator, ArgumentKind.Metrics, ArgumentKind.CancellationToken, ArgumentKind.Batch, ArgumentKind.Model];
        if (!member.Method.ReturnsVoid && !KnownTypes.IsTensor(member.Method.ReturnType))
            Report(ProblemKind.WrongReturnType, member.Method, nameof(Role.ValidationStep), ParameterBinder.Display(member.Method.ReturnType), "nothing or a loss, a Tensor");
        var method = Method(member.Method, "", _binder.Bind(member.Method, BatchTypeOf(validationData ?? testData), kinds));

        // Both go through the same step.
        if (BatchTypeOf(validationData) is { } batch && BatchTypeOf(testData) is { } test && !SymbolEqualityComparer.Default.Equals(batch, test))
            Report(ProblemKind.WrongReturnType, testData!.Method, nameof(Role.TestData), ParameterBinder.Display(testData.Method.ReturnType), $"batches of the validation data's type, {ParameterBinder.Display(batch)}");
        return method;
    }

    private RoleMethod ParseHook(RoleMember member, params ArgumentKind[] further)
    {
        if (!member.Method.ReturnsVoid)
            Report(ProblemKind.WrongReturnType, member.Method, member.Role.ToString(), ParameterBinder.Display(member.Method.ReturnType), "nothing");
        return Method(member.Method, "", _binder.Bind(member.Method, null, [.. further, ArgumentKind.Accelerator, ArgumentKind.CancellationToken, ArgumentKind.Model]));
    }

    private RoleMethod Create(RoleMember member, Func<ITypeSymbol, bool> returns, string wanted, ITypeSymbol? batch, params ArgumentKind[] kinds)
    {
        var method = member.Method;
        if (!returns(method.ReturnType))
            Report(ProblemKind.WrongReturnType, method, member.Role.ToString(), ParameterBinder.Display(method.ReturnType), wanted);
        return Method(method, _variables.Take(RoleNames.Variable(method.Name)), _binder.Bind(method, batch, kinds));
    }

    private RoleMethod Method(IMethodSymbol method, string variable, EquatableArray<RoleArgument> arguments)
    {
        var mayBeHidden = char.IsLower(method.Name[0]) || method.Name == EvaluationName;
        var qualifier = !mayBeHidden ? "" : method.IsStatic ? $"{_type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}." : "this.";
        return new(method.Name, variable, arguments, qualifier);
    }

    private static ITypeSymbol? BatchTypeOf(RoleMember? data) => data is null ? null : KnownTypes.BatchOf(data.Method.ReturnType);
}
