namespace Accelerate.Analyzers.Roles;

/// <summary>The identifiers of the rules about the roles of a training program. An identifier keeps its meaning for ever and is never used again.</summary>
public static class RoleRuleIds
{
    public const string NotPartial = "ACC1001";
    public const string NotConstructible = "ACC1002";
    public const string MissingRole = "ACC1003";
    public const string RepeatedRole = "ACC1004";
    public const string SeveralRoles = "ACC1005";
    public const string NotCallable = "ACC1006";
    public const string WrongReturnType = "ACC1007";
    public const string UnknownParameter = "ACC1008";
    public const string AmbiguousParameter = "ACC1009";
    public const string OptimizerWithoutModel = "ACC1010";
    public const string OptimizerWithoutStep = "ACC1011";
    public const string StepWithoutOptimizer = "ACC1012";
    public const string UnknownOptimizer = "ACC1013";
    public const string StepsInSeveralFiles = "ACC1014";
    public const string SchedulerWithoutOptimizer = "ACC1015";
    public const string DataWithoutValidationStep = "ACC1016";
    public const string ValidationStepWithoutData = "ACC1017";
    public const string UnusableHyperparameterType = "ACC1018";
    public const string HyperparameterNotSettable = "ACC1019";
    public const string OptionTaken = "ACC1020";
    public const string RequiredMember = "ACC1021";
    public const string NameTaken = "ACC1022";
    public const string BatchWithoutTensor = "ACC1023";
    public const string BatchNotCopyable = "ACC1024";
    public const string BatchMemberNotSettable = "ACC1025";
    public const string RoleOutsideTraining = "ACC1026";
    public const string PrepareArgumentWithoutRole = "ACC1027";
    public const string PrepareArgumentsOutOfOrder = "ACC1028";
}
