using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Accelerate.Analyzers.Sharding;

/// <summary>Whether a program can pass two places, one after the other.</summary>
internal static class ControlFlow
{
    /// <summary>Whether one of two places can be reached from the other without passing the declaration, which makes a new object of the same name.</summary>
    public static bool ConnectsEither(ControlFlowGraph graph, SyntaxNode first, SyntaxNode second, TextSpan? declaration)
    {
        // Lambdas and local functions have graphs of their own: when they run is not known, so places in different graphs count as connected.
        if (Find(graph, first) is not var (firstGraph, firstBlock) || Find(graph, second) is not var (secondGraph, secondBlock) || firstGraph != secondGraph)
            return true;
        return firstBlock == secondBlock || Reaches(firstBlock, secondBlock, declaration) || Reaches(secondBlock, firstBlock, declaration);
    }

    private static bool Reaches(BasicBlock from, BasicBlock to, TextSpan? declaration)
    {
        var seen = new HashSet<BasicBlock>();
        var open = new Stack<BasicBlock>([from]);
        while (open.Count > 0)
        {
            var block = open.Pop();
            foreach (var next in new[] { block.FallThroughSuccessor?.Destination, block.ConditionalSuccessor?.Destination })
            {
                if (next is null || !seen.Add(next) || (declaration is { } span && Declares(next, span)))
                    continue;
                if (next == to)
                    return true;
                open.Push(next);
            }
        }
        return false;
    }

    private static bool Declares(BasicBlock block, TextSpan declaration) => block.Operations.Any(operation => operation.Syntax.Span.Contains(declaration) || declaration.Contains(operation.Syntax.Span));

    private static (ControlFlowGraph Graph, BasicBlock Block)? Find(ControlFlowGraph graph, SyntaxNode place)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in Operations(block).SelectMany(static operation => operation.DescendantsAndSelf()))
            {
                if (operation.Syntax == place)
                    return (graph, block);
                if (operation is IFlowAnonymousFunctionOperation function && function.Syntax.Span.Contains(place.Span) && Find(graph.GetAnonymousFunctionControlFlowGraph(function), place) is { } inside)
                    return inside;
            }
        }
        foreach (var function in graph.LocalFunctions)
        {
            if (Find(graph.GetLocalFunctionControlFlowGraph(function), place) is { } inside)
                return inside;
        }
        return null;
    }

    private static IEnumerable<IOperation> Operations(BasicBlock block) => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations;
}
