using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>Tells what runs a function somewhere else: in other processes, or on another thread.</summary>
internal static class Launchers
{
    /// <summary>Whether a lambda or local function is handed to a launcher.</summary>
    public static bool Receive(IOperation function) => function switch
    {
        IAnonymousFunctionOperation lambda => IsArgumentOfLauncher(lambda),
        ILocalFunctionOperation local => OperationTree.RootOf(local).Descendants().OfType<IMethodReferenceOperation>()
            .Any(reference => SymbolEqualityComparer.Default.Equals(reference.Method, local.Symbol) && IsArgumentOfLauncher(reference)),
        _ => false,
    };

    private static bool IsArgumentOfLauncher(IOperation value)
    {
        var operation = value;
        while (operation.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
            operation = operation.Parent;
        return operation.Parent is IArgumentOperation argument && argument.Parent switch
        {
            IInvocationOperation call => IsLauncher(call.TargetMethod),
            IObjectCreationOperation { Constructor: { } constructor } => IsLauncher(constructor),
            _ => false,
        };
    }

    private static bool IsLauncher(IMethodSymbol method) =>
        Says(method.Name) || Says(method.ContainingType.Name)
        || (method.ContainingType.ContainingNamespace.ToString(), method.ContainingType.Name, method.Name) is
            ("System.Threading", "Thread", _) or
            ("System.Threading.Tasks", "Task", "Run") or
            ("System.Threading.Tasks", "TaskFactory", "StartNew") or
            ("System.Threading.Tasks", "Parallel", _);

    private static bool Says(string name) =>
        name.IndexOf("launch", StringComparison.OrdinalIgnoreCase) >= 0 || name.IndexOf("spawn", StringComparison.OrdinalIgnoreCase) >= 0;
}
