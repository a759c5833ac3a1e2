namespace Accelerate.OperatorGenerator.Model;

/// <summary>The methods of one class.</summary>
/// <param name="Class">The class with those around it, outermost first, such as <c>torch.nn.functional</c>.</param>
/// <param name="Methods">The methods, in the order of the file.</param>
public sealed record Section(string Class, EquatableArray<Method> Methods);
