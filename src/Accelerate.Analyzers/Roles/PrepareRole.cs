using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers.Roles;

/// <summary>What an argument of <c>Prepare</c> is, in the order that <c>Prepare</c> takes them.</summary>
internal enum PrepareRole
{
    Model,
    Optimizer,
    Loader,
    Scheduler,
}
