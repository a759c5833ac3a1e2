using System.Collections.Immutable;
using Accelerate.Roles;
using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Roles;

/// <summary>
/// The rule of each kind of problem. A message is given the name of the offending symbol and then the problem's details, as <see cref="ProblemKind"/> lists them.
/// All are errors: nothing is generated for a type that has a problem.
/// </summary>
internal static class RoleRules
{
    private static readonly DiagnosticDescriptor NotPartial = new(
        RoleRuleIds.NotPartial,
        "A type that gets generated members is not partial",
        "'{0}' is not partial, so the generated members cannot be added to it. Declare it 'partial'.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The training loop of an [AcceleratedTraining] class and the members of a [Batch] type are another part of the type; the types around it must be partial too.",
        RulePages.AddressOf(RoleRuleIds.NotPartial));

    private static readonly DiagnosticDescriptor NotConstructible = new(
        RoleRuleIds.NotConstructible,
        "A training class cannot be created",
        "The training program cannot create '{0}': {1}. Declare a class that is neither static nor abstract, with a constructor without parameters.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "RunAsync creates the class and sets its hyperparameters.",
        RulePages.AddressOf(RoleRuleIds.NotConstructible));

    private static readonly DiagnosticDescriptor MissingRole = new(
        RoleRuleIds.MissingRole,
        "A training class lacks a role",
        "'{0}' has no method marked [{1}], which the training loop needs. Add one, or mark the method that does it.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A training program needs a model, an optimizer, training data and a training step.",
        RulePages.AddressOf(RoleRuleIds.MissingRole));

    private static readonly DiagnosticDescriptor RepeatedRole = new(
        RoleRuleIds.RepeatedRole,
        "Two methods have a role that there is one of",
        "'{0}' is a second method marked [{1}], and the training loop uses one. Remove the attribute from one of them.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "There is one method for each kind of data, and one validation step.",
        RulePages.AddressOf(RoleRuleIds.RepeatedRole));

    private static readonly DiagnosticDescriptor SeveralRoles = new(
        RoleRuleIds.SeveralRoles,
        "A method has several roles",
        "'{0}' has several roles, and a method has one. Split it, or remove all of its roles but one.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each role says when the method is called and what it is given, so a method has one.",
        RulePages.AddressOf(RoleRuleIds.SeveralRoles));

    private static readonly DiagnosticDescriptor NotCallable = new(
        RoleRuleIds.NotCallable,
        "The training loop cannot call a method",
        "The training loop cannot call '{0}': {1}",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The training loop is another part of the class, runs on one thread, and waits for each method.",
        RulePages.AddressOf(RoleRuleIds.NotCallable));

    private static readonly DiagnosticDescriptor WrongReturnType = new(
        RoleRuleIds.WrongReturnType,
        "A method returns what its role does not",
        "'{0}' returns {2}, and a method marked [{1}] returns {3}",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The role says what the training loop does with the result.",
        RulePages.AddressOf(RoleRuleIds.WrongReturnType));

    private static readonly DiagnosticDescriptor UnknownParameter = new(
        RoleRuleIds.UnknownParameter,
        "Nothing fits a parameter",
        "Nothing fits parameter '{1}' of type {2}. The method may take: {3}.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Roles are connected by parameters: a method is given the models, the batch and the services whose types it asks for.",
        RulePages.AddressOf(RoleRuleIds.UnknownParameter));

    private static readonly DiagnosticDescriptor AmbiguousParameter = new(
        RoleRuleIds.AmbiguousParameter,
        "Several roles fit a parameter",
        "Several roles fit parameter '{1}': {2}. Give it the name of the one that is meant.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Where several roles have the type of a parameter, its name says which is meant: that of their methods, without Create and in camel case.",
        RulePages.AddressOf(RoleRuleIds.AmbiguousParameter));

    private static readonly DiagnosticDescriptor OptimizerWithoutModel = new(
        RoleRuleIds.OptimizerWithoutModel,
        "An optimizer takes no model",
        "'{0}' takes no model, so it is not known what the optimizer trains. Take the model as a parameter.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The training loop prepares an optimizer together with the models whose parameters it holds.",
        RulePages.AddressOf(RoleRuleIds.OptimizerWithoutModel));

    private static readonly DiagnosticDescriptor OptimizerWithoutStep = new(
        RoleRuleIds.OptimizerWithoutStep,
        "No training step uses an optimizer",
        "No training step is followed by the optimizer of '{0}', so it would never step. Name it in one: [TrainingStep(Optimizer = nameof({0}))].",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An optimizer steps after the training step that names it; one that none names would leave its model untrained.",
        RulePages.AddressOf(RoleRuleIds.OptimizerWithoutStep));

    private static readonly DiagnosticDescriptor StepWithoutOptimizer = new(
        RoleRuleIds.StepWithoutOptimizer,
        "One of several training steps names no optimizer",
        "There are several training steps, and '{0}' does not say which optimizer follows it. Name it: [TrainingStep(Optimizer = nameof(…))].",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "With one training step all optimizers follow it. With several, each says which one follows it.",
        RulePages.AddressOf(RoleRuleIds.StepWithoutOptimizer));

    private static readonly DiagnosticDescriptor UnknownOptimizer = new(
        RoleRuleIds.UnknownOptimizer,
        "A training step names an optimizer that there is not",
        "'{0}' is followed by the optimizer of '{1}', and no method of this name is marked [Optimizer]. Name one that is, with nameof.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The name is that of the method that creates the optimizer.",
        RulePages.AddressOf(RoleRuleIds.UnknownOptimizer));

    private static readonly DiagnosticDescriptor StepsInSeveralFiles = new(
        RoleRuleIds.StepsInSeveralFiles,
        "Training steps stand in several files",
        "'{0}' stands in another file than the other training steps, which gives them no order. Write all of them in one file.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Training steps run in the order they are written; the files of a class have none.",
        RulePages.AddressOf(RoleRuleIds.StepsInSeveralFiles));

    private static readonly DiagnosticDescriptor SchedulerWithoutOptimizer = new(
        RoleRuleIds.SchedulerWithoutOptimizer,
        "A scheduler takes no optimizer",
        "'{0}' takes no optimizer, so it is not known which one the schedule belongs to. Take the optimizer as a parameter.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The training loop steps a schedule after the steps of its optimizer.",
        RulePages.AddressOf(RoleRuleIds.SchedulerWithoutOptimizer));

    private static readonly DiagnosticDescriptor DataWithoutValidationStep = new(
        RoleRuleIds.DataWithoutValidationStep,
        "Nothing evaluates the validation or test data",
        "'{0}' creates data that no method evaluates. Add a method marked [ValidationStep].",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The validation step is run on the batches of the validation data after every epoch, and on those of the test data at the end.",
        RulePages.AddressOf(RoleRuleIds.DataWithoutValidationStep));

    private static readonly DiagnosticDescriptor ValidationStepWithoutData = new(
        RoleRuleIds.ValidationStepWithoutData,
        "There is no data for the validation step",
        "'{0}' evaluates batches, and there is no data to take them from. Add a method marked [ValidationData] or [TestData].",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The validation step is run on the batches of the validation and test data, never on those of the training data.",
        RulePages.AddressOf(RoleRuleIds.ValidationStepWithoutData));

    private static readonly DiagnosticDescriptor UnusableHyperparameterType = new(
        RoleRuleIds.UnusableHyperparameterType,
        "A hyperparameter cannot be read from the command line",
        "Hyperparameter '{0}' is a {1}, which cannot be read from the command line. Use a number, a truth value, text, an enumeration, or another struct that implements IParsable.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A hyperparameter becomes a command-line option, so its type must be readable from text.",
        RulePages.AddressOf(RoleRuleIds.UnusableHyperparameterType));

    private static readonly DiagnosticDescriptor HyperparameterNotSettable = new(
        RoleRuleIds.HyperparameterNotSettable,
        "A hyperparameter cannot be set",
        "Hyperparameter '{0}' cannot be set. Declare an instance property with 'init' or 'set'.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "RunAsync sets the hyperparameters to what the command line says.",
        RulePages.AddressOf(RoleRuleIds.HyperparameterNotSettable));

    private static readonly DiagnosticDescriptor OptionTaken = new(
        RoleRuleIds.OptionTaken,
        "The option of a hyperparameter is taken",
        "Hyperparameter '{0}' becomes the option {1}, which the run or another hyperparameter has. Rename the property.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Each command-line option means one thing; those of the run itself are listed on the rule's page.",
        RulePages.AddressOf(RoleRuleIds.OptionTaken));

    private static readonly DiagnosticDescriptor RequiredMember = new(
        RoleRuleIds.RequiredMember,
        "A required member cannot be set from the command line",
        "'{0}' is required, and only hyperparameters are set from the command line. Mark it [Hyperparameter], or give it a value and remove 'required'.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "RunAsync creates the class and knows values for its hyperparameters only.",
        RulePages.AddressOf(RoleRuleIds.RequiredMember));

    private static readonly DiagnosticDescriptor NameTaken = new(
        RoleRuleIds.NameTaken,
        "A member has the name of a generated one",
        "'{0}' has the name of a generated member. Rename it.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "An [AcceleratedTraining] class gets the members Train, RunAsync and RunOptions.",
        RulePages.AddressOf(RoleRuleIds.NameTaken));

    private static readonly DiagnosticDescriptor BatchWithoutTensor = new(
        RoleRuleIds.BatchWithoutTensor,
        "A batch holds no tensor",
        "Batch type '{0}' holds no tensor, so there is nothing to move to a device. Give it a property of type Tensor, or remove [Batch].",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The generated members move, slice, pad, gather and dispose the tensors of a batch.",
        RulePages.AddressOf(RoleRuleIds.BatchWithoutTensor));

    private static readonly DiagnosticDescriptor BatchNotCopyable = new(
        RoleRuleIds.BatchNotCopyable,
        "A batch cannot be copied",
        "Batch type '{0}' cannot be copied with other tensors. Declare a record or a struct that is not abstract, not a ref struct and not local to its file.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Moving a batch to a device gives a copy with other tensors, made by 'with'.",
        RulePages.AddressOf(RoleRuleIds.BatchNotCopyable));

    private static readonly DiagnosticDescriptor BatchMemberNotSettable = new(
        RoleRuleIds.BatchMemberNotSettable,
        "A tensor of a batch cannot be set",
        "'{0}' holds a tensor and cannot be set, so a copy of the batch on another device would keep the old one. Give it 'init' or 'set'.",
        RuleCategories.Roles,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "Moving a batch to a device gives a copy with other tensors, made by 'with'.",
        RulePages.AddressOf(RoleRuleIds.BatchMemberNotSettable));

    private static readonly ImmutableDictionary<ProblemKind, DiagnosticDescriptor> s_byKind = new Dictionary<ProblemKind, DiagnosticDescriptor>
    {
        [ProblemKind.NotPartial] = NotPartial,
        [ProblemKind.NotConstructible] = NotConstructible,
        [ProblemKind.MissingRole] = MissingRole,
        [ProblemKind.RepeatedRole] = RepeatedRole,
        [ProblemKind.SeveralRoles] = SeveralRoles,
        [ProblemKind.NotCallable] = NotCallable,
        [ProblemKind.WrongReturnType] = WrongReturnType,
        [ProblemKind.UnknownParameter] = UnknownParameter,
        [ProblemKind.AmbiguousParameter] = AmbiguousParameter,
        [ProblemKind.OptimizerWithoutModel] = OptimizerWithoutModel,
        [ProblemKind.OptimizerWithoutStep] = OptimizerWithoutStep,
        [ProblemKind.StepWithoutOptimizer] = StepWithoutOptimizer,
        [ProblemKind.UnknownOptimizer] = UnknownOptimizer,
        [ProblemKind.StepsInSeveralFiles] = StepsInSeveralFiles,
        [ProblemKind.SchedulerWithoutOptimizer] = SchedulerWithoutOptimizer,
        [ProblemKind.DataWithoutValidationStep] = DataWithoutValidationStep,
        [ProblemKind.ValidationStepWithoutData] = ValidationStepWithoutData,
        [ProblemKind.UnusableHyperparameterType] = UnusableHyperparameterType,
        [ProblemKind.HyperparameterNotSettable] = HyperparameterNotSettable,
        [ProblemKind.OptionTaken] = OptionTaken,
        [ProblemKind.RequiredMember] = RequiredMember,
        [ProblemKind.NameTaken] = NameTaken,
        [ProblemKind.BatchWithoutTensor] = BatchWithoutTensor,
        [ProblemKind.BatchNotCopyable] = BatchNotCopyable,
        [ProblemKind.BatchMemberNotSettable] = BatchMemberNotSettable,
    }.ToImmutableDictionary();

    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. s_byKind.Values];

    public static DiagnosticDescriptor Of(ProblemKind kind) => s_byKind[kind];
}
