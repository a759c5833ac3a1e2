namespace Accelerate;

/// <summary>
/// Marks a partial record or struct that holds the tensors of a batch. It gets <see cref="IBatch{TSelf}"/>: how it moves to a device, is taken apart and is disposed;
/// and methods that slice, concatenate, pad and gather its tensors along their first dimension. Members that are no tensors are carried along.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class BatchAttribute : Attribute;
