using Accelerate.OperatorGenerator.Model;

namespace Accelerate.OperatorGenerator.Emission;

/// <summary>Writes one method.</summary>
internal static class MethodEmitter
{
    public static void Emit(SourceWriter writer, Method method)
    {
        writer.Line($"/// <summary>Calls {string.Join(" or ", method.Calls.Select(Describe).Distinct())}.</summary>");
        writer.Open(method.Signature);
        if (method.RefusesNames)
        {
            writer.Line("if (names is not null)");
            writer.Indented("throw new ArgumentException(\"Named tensors are not supported: pass null.\", nameof(names));");
        }
        for (var i = 0; i < method.Calls.Count; i++)
        {
            var call = method.Calls[i];
            if (method.Calls.Count == 1)
            {
                EmitCall(writer, method, call);
            }
            else
            {
                var otherwise = i == 0 ? "" : "else ";
                writer.Open(call.Condition is null ? "else" : $"{otherwise}if ({call.Condition})");
                EmitCall(writer, method, call);
                writer.Close();
            }
        }
        writer.Close();
    }

    private static string Describe(OperatorCall call) =>
        $"<c>aten::{call.Name}{(call.Overload.Length == 0 ? "" : $".{call.Overload}")}</c>";

    private static void EmitCall(SourceWriter writer, Method method, OperatorCall call)
    {
        var pins = call.Arguments.SelectMany(argument => ArgumentEmitter.Prepare(writer, argument)).ToList();
        foreach (var pin in pins)
            writer.Line($"fixed ({pin})");
        if (pins.Count > 0)
            writer.Open();
        EmitInvocation(writer, method, call);
        if (pins.Count > 0)
            writer.Close();
    }

    private static void EmitInvocation(SourceWriter writer, Method method, OperatorCall call)
    {
        var target = $"Operators.{OperatorUse.FieldOf(call.Name, call.Overload)}";
        var arguments = $"[{string.Join(", ", call.Arguments.Select(ArgumentEmitter.Value))}]";
        var kind = call.Written is null ? method.Result.Kind : ResultKind.Void;
        writer.Line(kind switch
        {
            ResultKind.Void => $"{target}.Invoke({arguments});",
            ResultKind.Tensor => $"nint result = {target}.InvokeTensor({arguments});",
            ResultKind.TensorList => $"nint[] result = {target}.InvokeTensorList({arguments});",
            _ => $"Span<NativeValue> result = stackalloc NativeValue[{method.Result.Count}];",
        });
        if (kind is ResultKind.TensorTuple or ResultKind.Bool or ResultKind.Int64 or ResultKind.Double)
            writer.Line($"{target}.Invoke({arguments}, result);");
        foreach (var tensor in call.KeptAlive)
            writer.Line($"GC.KeepAlive({tensor});");
        foreach (var list in call.Arguments.Where(argument => argument.Kind == ArgumentKind.TensorList))
            writer.Line($"GC.KeepAlive({list.Local}Array);");

        var value = kind switch
        {
            ResultKind.Void => call.Written,
            ResultKind.Tensor => "Tensor.Adopt(result)",
            ResultKind.TensorList => "OperatorLists.Adopt(result)",
            ResultKind.TensorTuple => $"({string.Join(", ", Enumerable.Range(0, method.Result.Count).Select(i => $"Tensor.Adopt(result[{i}].Pointer)"))})",
            ResultKind.Bool => "result[0].Bool",
            ResultKind.Double => "result[0].Double",
            _ => method.Result.Type == "long" ? "result[0].Int64" : $"({method.Result.Type})result[0].Int64",
        };
        if (method.RequiresGradient)
        {
            writer.Line($"Tensor tensor = {value};");
            writer.Line("return requires_grad ? tensor.requires_grad_(true) : tensor;");
        }
        else if (method.Result.Kind != ResultKind.Void)
        {
            writer.Line($"return {value};");
        }
    }
}
