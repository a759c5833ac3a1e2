using Accelerate.OperatorGenerator.Model;

namespace Accelerate.OperatorGenerator.Emission;

/// <summary>Writes the arguments of a call: locals that hold lists and text, what to pin, and the values themselves.</summary>
internal static class ArgumentEmitter
{
    /// <summary>Writes the locals that an argument needs.</summary>
    /// <returns>The declarations of pointers to pin, at most one.</returns>
    public static IEnumerable<string> Prepare(SourceWriter writer, Argument argument)
    {
        var source = argument.IsParameter ? argument.Expression : argument.Local;
        switch (argument.Kind)
        {
            case ArgumentKind.Int64Array:
                return Pin("long", "long[]?");
            case ArgumentKind.Int64Span:
                return Pin("long", "ReadOnlySpan<long>");
            case ArgumentKind.DoubleArray:
                return Pin("double", "double[]?");
            case ArgumentKind.BoolArray:
                return Pin("bool", "bool[]?");
            case ArgumentKind.Text:
                writer.Line($"byte[]? {argument.Local}Utf8 = OperatorLists.Utf8({argument.Expression});");
                return [$"byte* {argument.Local}Items = {argument.Local}Utf8"];
            case ArgumentKind.TensorList:
                writer.Line($"Tensor[] {argument.Local}Array = OperatorLists.Array({argument.Expression});");
                return [$"nint* {argument.Local}Items = OperatorArgument.HandlesOf({argument.Local}Array)"];
            default:
                return [];
        }

        IEnumerable<string> Pin(string item, string list)
        {
            if (!argument.IsParameter)
                writer.Line($"{list} {argument.Local} = {argument.Expression};");
            return [$"{item}* {argument.Local}Items = {source}"];
        }
    }

    /// <summary>The argument as a <c>NativeValue</c>.</summary>
    public static string Value(Argument argument) => argument.Kind switch
    {
        ArgumentKind.None => "NativeValue.None",
        ArgumentKind.Default => "NativeValue.Default",
        ArgumentKind.Value or ArgumentKind.Tensor => $"OperatorArgument.Of({argument.Expression})",
        ArgumentKind.Text => $"OperatorLists.Of({argument.Local}Items, {argument.Local}Utf8)",
        ArgumentKind.TensorList => $"OperatorLists.Of({argument.Local}Items, {argument.Local}Array)",
        _ => $"OperatorLists.Of({argument.Local}Items, {(argument.IsParameter ? argument.Expression : argument.Local)})",
    };
}
