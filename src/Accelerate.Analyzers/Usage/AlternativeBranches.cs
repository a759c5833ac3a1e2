using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>Tells code that chooses between a plain and an accelerated backward pass: there the plain one is meant.</summary>
internal static class AlternativeBranches
{
    /// <summary>Whether another branch than the call's calls <c>Accelerator.Backward</c>: of an if, a conditional expression or a switch, or of an if before it that leaves.</summary>
    public static bool CallBackward(IOperation call, KnownTypes types)
    {
        for (IOperation child = call; child.Parent is { } parent; child = parent)
        {
            var others = parent switch
            {
                IConditionalOperation conditional when child != conditional.Condition => conditional.ChildOperations.Where(branch => branch != child && branch != conditional.Condition),
                ISwitchOperation @switch when child != @switch.Value => @switch.Cases.Where(@case => @case != child),
                ISwitchExpressionOperation @switch when child != @switch.Value => @switch.Arms.Where(arm => arm != child),
                IBlockOperation block => block.Operations.TakeWhile(statement => statement != child).OfType<IConditionalOperation>().SelectMany(LeavingBranches),
                _ => [],
            };
            if (others.Any(branch => branch.DescendantsAndSelf().Any(operation =>
                operation is IInvocationOperation { TargetMethod: { Name: "Backward", ContainingType: var type } } && types.IsAccelerator(type))))
                return true;
        }
        return false;
    }

    private static IEnumerable<IOperation> LeavingBranches(IConditionalOperation conditional) =>
        new[] { conditional.WhenTrue, conditional.WhenFalse }.Where(branch => branch is not null && Leaves(branch)).Select(branch => branch!);

    private static bool Leaves(IOperation branch) => branch switch
    {
        IReturnOperation or IBranchOperation => true,
        IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation => true,
        IBlockOperation { Operations.Length: > 0 } block => Leaves(block.Operations[block.Operations.Length - 1]),
        _ => false,
    };
}
