using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Accelerate.Analyzers.Usage;

/// <summary>Follows an accelerator that was just constructed, in a local or as an argument, to the functions that train with it.</summary>
internal sealed class ConstructedAccelerator
{
    private readonly IOperation _creation;
    private readonly KnownTypes _types;
    private readonly CancellationToken _cancellationToken;
    private readonly IOperation _root;
    private readonly IOperation? _owner;
    private readonly Dictionary<IMethodSymbol, TrainingUse> _functions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _repeated = new(SymbolEqualityComparer.Default);
    private bool _staysHere;

    public ConstructedAccelerator(IObjectCreationOperation creation, KnownTypes types, CancellationToken cancellationToken)
    {
        _creation = creation;
        _types = types;
        _cancellationToken = cancellationToken;
        _root = OperationTree.RootOf(creation);
        _owner = FunctionAround(creation);
        if (_owner is IAnonymousFunctionOperation)
            return;
        if (LocalOf(creation) is { } local)
        {
            foreach (var reference in _root.Descendants().OfType<ILocalReferenceOperation>().Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local)))
                Follow(reference);
        }
        else
            FollowArgument(creation);
    }

    /// <summary>The functions that train with it while the one that constructs it does not; empty if all is as it should be or cannot be told.</summary>
    public IReadOnlyList<TrainingFunction> TrainedElsewhere()
    {
        if (_staysHere || _functions.Count == 0)
            return [];
        var functions = _functions.Select(function => new TrainingFunction(function.Key, function.Value)).ToArray();
        if (functions.Any(function => _repeated.Contains(function.Method) && !function.IsComplete))
            return [];
        var accused = functions.Length == 1 ? !functions[0].IsPreparation : functions.Any(function => function.IsComplete);
        return accused ? functions : [];
    }

    /// <summary>The local that is declared with a construction as its value.</summary>
    public static ILocalSymbol? LocalOf(IOperation creation)
    {
        var value = OperationTree.WithConversions(creation);
        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;
    }

    private void Follow(ILocalReferenceOperation reference)
    {
        var calls = TrainingCallFinder.CallOn(reference);
        if (calls != TrainingCalls.None)
        {
            if (OutermostFunctionInOwner(reference) is { } function && IsTrainingFunction(function))
                Add(SymbolOf(function), new(calls, ReceivingFunction.NameOf(SymbolOf(function))), isRepeated: IsInLoop(function));
            else
                _staysHere = true;
        }
        else if (!IsOrdinaryUse(reference) && !FollowArgument(reference))
            _staysHere = true;
    }

    /// <summary>Whether a reference is the receiver of a member access, or is compared with something: uses after which the accelerator is where it was.</summary>
    private static bool IsOrdinaryUse(IOperation reference) => OperationTree.WithConversions(reference).Parent switch
    {
        IInvocationOperation call => call.Instance is not null && OperationTree.WithoutConversions(call.Instance) == reference,
        IMemberReferenceOperation or IConditionalAccessOperation or IBinaryOperation or IIsPatternOperation or INameOfOperation or IUsingOperation => true,
        _ => false,
    };

    /// <summary>Follows an argument to the parameter that receives it. False if the accelerator goes elsewhere, where it cannot be followed.</summary>
    private bool FollowArgument(IOperation value)
    {
        if (OperationTree.WithConversions(value).Parent is not IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call })
            return false;
        if (parameter.ContainingType.HasAttribute(_types.AcceleratedTraining))
            return false;
        var isRepeated = IsInLoop(call);
        if (isRepeated && !(OutermostFunctionInOwner(call) is { } function && Launchers.Receive(function)))
            return false;
        if (ReceivingFunction.Of(parameter.OriginalDefinition, _types, _cancellationToken)?.Use(_cancellationToken) is not { Calls: not TrainingCalls.None } use)
            return FollowLaunch(call) || (_types.IsAccelerator(parameter.Type) && parameter.DeclaringSyntaxReferences.Length > 0);
        Add(call.TargetMethod.OriginalDefinition, use, isRepeated);
        return true;
    }

    /// <summary>Follows an accelerator given to a launcher together with the function that will receive it.</summary>
    private bool FollowLaunch(IInvocationOperation launch)
    {
        var found = false;
        foreach (var argument in launch.Arguments)
        {
            foreach (var operation in argument.Value.DescendantsAndSelf())
            {
                var method = operation switch
                {
                    IMethodReferenceOperation reference => reference.Method.OriginalDefinition,
                    IAnonymousFunctionOperation lambda => lambda.Symbol,
                    _ => null,
                };
                foreach (var parameter in method?.Parameters ?? [])
                {
                    if (ReceivingFunction.Of(parameter, _types, _cancellationToken)?.Use(_cancellationToken) is not { Calls: not TrainingCalls.None } use)
                        continue;
                    Add(method!, use, IsInLoop(launch));
                    found = true;
                }
            }
        }
        return found;
    }

    /// <summary>
    /// Whether a function inside the constructing one is the training function, rather than a part of the constructing one: it is handed
    /// to a launcher, or it is a function of top-level code, where every function is inside, and is not called from a loop.
    /// </summary>
    private bool IsTrainingFunction(IOperation function)
    {
        if (Launchers.Receive(function))
            return true;
        if (_owner is not null || _root.Syntax is not CompilationUnitSyntax)
            return false;
        return function switch
        {
            ILocalFunctionOperation local => !_root.Descendants().OfType<IInvocationOperation>()
                .Any(call => SymbolEqualityComparer.Default.Equals(call.TargetMethod, local.Symbol) && IsInLoop(call)),
            IAnonymousFunctionOperation lambda => lambda.Parent is IDelegateCreationOperation { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } }
                && !_root.Descendants().OfType<ILocalReferenceOperation>().Any(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol) && IsInLoop(reference)),
            _ => false,
        };
    }

    /// <param name="method">A function that trains.</param>
    /// <param name="use">What becomes of the accelerator there.</param>
    /// <param name="isRepeated">Whether a loop runs it: one that launches a whole training several times, or one that is the training's own and leaves a part of each round to it.</param>
    private void Add(IMethodSymbol method, TrainingUse use, bool isRepeated)
    {
        if (isRepeated)
            _repeated.Add(method);
        _functions[method] = _functions.TryGetValue(method, out var known) ? new(known.Calls | use.Calls, use.Function) : use;
    }

    /// <summary>The outermost lambda or local function around an operation that is still inside the function that constructs; null if the operation is directly in that one.</summary>
    private IOperation? OutermostFunctionInOwner(IOperation operation)
    {
        IOperation? outermost = null;
        for (var function = FunctionAround(operation); function is not null && function != _owner; function = FunctionAround(function))
            outermost = function;
        return outermost;
    }

    private bool IsInLoop(IOperation operation)
    {
        for (var ancestor = operation.Parent; ancestor is not null && ancestor != _owner; ancestor = ancestor.Parent)
        {
            if (ancestor is ILoopOperation)
                return true;
        }
        return false;
    }

    private static IOperation? FunctionAround(IOperation operation)
    {
        var ancestor = operation.Parent;
        while (ancestor is not (null or IAnonymousFunctionOperation or ILocalFunctionOperation))
            ancestor = ancestor.Parent;
        return ancestor;
    }

    private static IMethodSymbol SymbolOf(IOperation function) =>
        function is ILocalFunctionOperation local ? local.Symbol : ((IAnonymousFunctionOperation)function).Symbol;
}
