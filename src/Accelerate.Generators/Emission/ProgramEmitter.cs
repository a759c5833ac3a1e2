using Accelerate.Roles;

namespace Accelerate.Generators;

/// <summary>Writes the members of an <c>[AcceleratedTraining]</c> class: its options, its loop and its command line.</summary>
internal static class ProgramEmitter
{
    public static string Emit(RoleModel program) => TypeEmitter.Emit(program.Type, "", writer =>
    {
        RunOptions(writer, program);
        writer.Line();
        LoopEmitter.Emit(writer, program);
        writer.Line();
        CommandLine(writer, program);
    });

    private static void RunOptions(SourceWriter writer, RoleModel program)
    {
        writer.Line("/// <summary>How it trains, beside its hyperparameters. <c>RunAsync</c> sets it from the command line.</summary>");
        writer.Line(TypeEmitter.Mark);
        writer.Open($"public {New(program)}global::Accelerate.RunOptions RunOptions {{ get; init; }} = new()");
        writer.Line($"Epochs = {Literals.Of(program.Defaults.Epochs)},");
        if (program.Defaults.MaxGradientNorm != 0)
            writer.Line($"MaxGradientNorm = {Literals.Of(program.Defaults.MaxGradientNorm)},");
        writer.Line($"Seed = {Literals.Of(program.Defaults.Seed)},");
        if (program.Defaults.ZeroStage is { } stage)
            writer.Line($"Sharding = new() {{ ZeroStage = {Literals.Of(stage)} }},");
        if (program.Defaults.SyncBatchNorm)
            writer.Line("SyncBatchNorm = true,");
        writer.Close("};");
    }

    private static void CommandLine(SourceWriter writer, RoleModel program)
    {
        var name = program.Type.Name;
        writer.Line("/// <summary>Reads hyperparameters and run options from the command line, trains on a thread of its own, evaluates, reports and saves.</summary>");
        writer.Line("/// <param name=\"args\">The arguments of the program.</param>");
        writer.Line("/// <param name=\"cancellationToken\">Stops training after a step; what was trained is saved.</param>");
        writer.Line("/// <returns>The program's exit code: 0; 1 after an error; 130 when training was stopped.</returns>");
        writer.Line(TypeEmitter.Mark);
        writer.Open($"public {New(program)}static global::System.Threading.Tasks.Task<int> RunAsync(string[] args, global::System.Threading.CancellationToken cancellationToken = default)");

        var required = program.Hyperparameters.Where(hyperparameter => hyperparameter.IsRequired).Select(hyperparameter => $"{hyperparameter.Name} = default!").ToArray();
        writer.Line($"var defaults = new {name}(){(required.Length > 0 ? $" {{ {string.Join(", ", required)} }}" : "")};");
        writer.Open("var command = new global::Accelerate.TrainingCommand(", "");
        writer.Line($"{Literals.Of(program.Defaults.Description)},");
        writer.Line($"defaults.RunOptions with {{ OutputDirectory = {Literals.Of(program.Defaults.OutputDirectory)} }});");
        writer.Close("");
        foreach (var hyperparameter in program.Hyperparameters)
            writer.Line($"var {Variable(hyperparameter)} = command.Add(global::Accelerate.CommandOptions.{hyperparameter.Kind}({string.Join(", ", OptionArguments(hyperparameter))}));");
        writer.Line();
        writer.Open("return command.RunAsync(", "");
        writer.Line("args,");
        writer.Open($"(parsed, options, accelerator, token) => new {name}");
        foreach (var hyperparameter in program.Hyperparameters)
            writer.Line($"{hyperparameter.Name} = parsed.{(hyperparameter.IsNullable ? "GetValue" : "GetRequiredValue")}({Variable(hyperparameter)}),");
        writer.Line("RunOptions = options,");
        writer.Close("}.Train(accelerator, token),");
        writer.Line("cancellationToken);");
        writer.Close("");
        writer.Close();
    }

    private static IEnumerable<string> OptionArguments(Hyperparameter hyperparameter)
    {
        yield return Literals.Of(hyperparameter.Option);
        yield return Literals.Of(hyperparameter.Description);
        yield return $"defaults.{hyperparameter.Name}";
        if (hyperparameter.Minimum is { } minimum)
            yield return $"minimum: {Literals.Of(minimum)}";
        if (hyperparameter.Maximum is { } maximum)
            yield return $"maximum: {Literals.Of(maximum)}";
        if (hyperparameter.ExclusiveMinimum)
            yield return "exclusiveMinimum: true";
        if (hyperparameter.IsRequired)
            yield return "isRequired: true";
    }

    // Named after the property, which has no other name like it, and apart from the method's own variables.
    private static string Variable(Hyperparameter hyperparameter) => $"{char.ToLowerInvariant(hyperparameter.Name[0])}{hyperparameter.Name.Substring(1)}Option";

    private static string New(RoleModel program) => program.HidesBase ? "new " : "";
}
