namespace Accelerate;

/// <summary>
/// Marks the method that creates a model. It returns the model, with the type that the steps take it by, and takes nothing.
/// A parameter of another role takes the model by its type; where several models have that type, by the name of its method
/// without <c>Create</c>: <c>CreateGenerator</c> is taken by a parameter named <c>generator</c>.
/// A model that no optimizer takes is not trained: it stays in evaluation mode, collects no gradients and is not saved.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ModelAttribute : Attribute;
