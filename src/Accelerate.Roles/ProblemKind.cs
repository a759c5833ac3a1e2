namespace Accelerate.Roles;

/// <summary>What is wrong with the roles of a type. <see cref="RoleProblem.Details"/> are named in brackets.</summary>
internal enum ProblemKind
{
    /// <summary>The type, or one that it is nested in, is not partial. On the type that is not.</summary>
    NotPartial,

    /// <summary>The class is static or abstract, a file-local type, or its constructor without parameters is missing or out of reach [why]. On the class.</summary>
    NotConstructible,

    /// <summary>No method has a role that is needed [the attribute without brackets]. On the class.</summary>
    MissingRole,

    /// <summary>A second method has a role that there is one of [the attribute]. On the method.</summary>
    RepeatedRole,

    /// <summary>A method has several roles. On the method.</summary>
    SeveralRoles,

    /// <summary>The method is generic, async, or private in a base class [why]. On the method.</summary>
    NotCallable,

    /// <summary>The method returns the wrong type [the attribute, what is returned, what is wanted]. On the method.</summary>
    WrongReturnType,

    /// <summary>Nothing has the type of a parameter [its name, its type, what could be taken]. On the parameter.</summary>
    UnknownParameter,

    /// <summary>Several models or optimizers have the type of a parameter and none its name [its name, the names]. On the parameter.</summary>
    AmbiguousParameter,

    /// <summary>An optimizer takes no model. On the method.</summary>
    OptimizerWithoutModel,

    /// <summary>No training step is followed by an optimizer. On the optimizer's method.</summary>
    OptimizerWithoutStep,

    /// <summary>There are several steps and this one names no optimizer. On the method.</summary>
    StepWithoutOptimizer,

    /// <summary>A training step names an optimizer that there is not [the name]. On the method.</summary>
    UnknownOptimizer,

    /// <summary>Several steps stand in several files, which gives them no order. On the method.</summary>
    StepsInSeveralFiles,

    /// <summary>A scheduler takes no optimizer. On the method.</summary>
    SchedulerWithoutOptimizer,

    /// <summary>There is validation or test data and no validation step. On the data's method.</summary>
    DataWithoutValidationStep,

    /// <summary>There is a validation step and neither validation nor test data. On the step's method.</summary>
    ValidationStepWithoutData,

    /// <summary>The type of a hyperparameter cannot be read from text [its type]. On the property.</summary>
    UnusableHyperparameterType,

    /// <summary>A hyperparameter is static, or has no setter that can be reached. On the property.</summary>
    HyperparameterNotSettable,

    /// <summary>A hyperparameter's option is one of the run's, or another's [the option]. On the property.</summary>
    OptionTaken,

    /// <summary>A member that is no hyperparameter is required, which no command line can set. On the member.</summary>
    RequiredMember,

    /// <summary>A member has the name of one that is emitted [the name]. On the member.</summary>
    NameTaken,

    /// <summary>A type of batch holds no tensor. On the type.</summary>
    BatchWithoutTensor,

    /// <summary>A type of batch is a class and no record, or cannot be a batch [why]. On the type.</summary>
    BatchNotCopyable,

    /// <summary>A member of a batch holds a tensor and cannot be set. On the member.</summary>
    BatchMemberNotSettable,
}
