namespace Accelerate.OperatorGenerator.Parsing;

/// <summary>A line that says something the generator does not understand; never leaves <see cref="OperatorListParser"/>.</summary>
internal sealed class MalformedLineException(string message) : Exception(message);
