using Accelerate.Roles;

namespace Accelerate.Generators;

/// <summary>Writes <c>Train</c>: the loop as one would write it by hand.</summary>
internal static class LoopEmitter
{
    private const string Torch = "global::TorchSharp.torch";

    public static void Emit(SourceWriter writer, RoleModel program)
    {
        writer.Line("/// <summary>Trains with the options of <see cref=\"RunOptions\"/>, on the calling thread.</summary>");
        writer.Line("/// <param name=\"accelerator\">The accelerator to train with.</param>");
        writer.Line("/// <param name=\"cancellationToken\">Stops training after a step; what was trained is saved.</param>");
        writer.Line("/// <returns>What the training came to.</returns>");
        writer.Line(TypeEmitter.Mark);
        writer.Open($"public {(program.HidesBase ? "new " : "")}global::Accelerate.TrainingResult Train(global::Accelerate.Accelerator accelerator, global::System.Threading.CancellationToken cancellationToken = default)");
        writer.Line("using var run = new global::Accelerate.TrainingRun(accelerator, RunOptions, cancellationToken);");
        writer.Line();
        Prepare(writer, program);
        writer.Line();
        Begin(writer, program);
        writer.Open("while (run.BeginEpoch())");
        Epoch(writer, program);
        writer.Close();
        writer.Line();
        End(writer, program);
        if (program.ValidationStep is { } step)
        {
            writer.Line();
            Evaluation(writer, program, step);
        }
        writer.Close();
    }

    private static void Prepare(SourceWriter writer, RoleModel program)
    {
        foreach (var data in new[] { program.TrainingData, program.ValidationData, program.TestData }.OfType<DataRole>())
            writer.Line($"using var {data.Method.Variable} = accelerator.Prepare({Call(data.Method)});");
        foreach (var model in program.Models)
            writer.Line($"using var {model.Method.Variable} = accelerator.Prepare({Call(model.Method)}, autocast: false);");
        foreach (var optimizer in program.Optimizers)
            writer.Line($"using var {optimizer.Variable} = accelerator.Prepare({Call(optimizer)});");
        foreach (var scheduler in program.Schedulers)
            writer.Line($"var {scheduler.Method.Variable} = accelerator.Prepare({scheduler.Optimizer}, {Call(scheduler.Method, program)}).Scheduler;");
    }

    private static void Begin(SourceWriter writer, RoleModel program)
    {
        var models = string.Join(", ", program.Models.Select(model => model.Method.Variable));
        writer.Line($"run.Begin({program.TrainingData.Method.Variable}.Count, [{models}], {string.Join(", ", program.Optimizers.Select(optimizer => optimizer.Variable))});");
        foreach (var model in program.Models.Where(model => !IsTrained(program, model)))
            writer.Line($"{model.Method.Variable}.eval();");
        foreach (var hook in program.OnTrainingStart)
            writer.Line($"{Call(hook)};");
    }

    private static void Epoch(SourceWriter writer, RoleModel program)
    {
        foreach (var model in program.Models.Where(model => IsTrained(program, model)))
            writer.Line($"{model.Method.Variable}.train();");
        var data = program.TrainingData;
        writer.Open($"foreach (var batch in {data.Method.Variable})");
        writer.Line($"using var scope = {Torch}.NewDisposeScope();");
        foreach (var step in program.Steps)
            Step(writer, program, step);
        writer.Line($"run.EndBatch({Samples(data)});");
        writer.Line("if (run.IsStopping)");
        writer.Indented("break;");
        writer.Close();
        writer.Line("if (run.IsStopping)");
        writer.Indented("break;");
        writer.Line();
        writer.Line("run.EndTraining();");
        if (program.ValidationData is { } validation)
            writer.Line($"{RoleParser.EvaluationName}(\"validation\", {validation.Method.Variable});");
        if (program.TestData is { EveryEpoch: true } test)
            writer.Line($"{RoleParser.EvaluationName}(\"test\", {test.Method.Variable});");
        if (program.OnEpochEnd.Count == 0)
        {
            writer.Line("run.EndEpoch();");
            return;
        }
        writer.Line("var epoch = run.EndEpoch();");
        foreach (var hook in program.OnEpochEnd)
            writer.Line($"{Call(hook)};");
    }

    private static void Step(SourceWriter writer, RoleModel program, StepRole step)
    {
        writer.Open($"using (accelerator.Accumulate({string.Join(", ", step.Models)}))");
        writer.Line($"{Torch}.Tensor loss;");
        if (LeavesOut(program, step))
            writer.Open($"using (run.TrainOnly({string.Join(", ", step.Optimizers)}))");
        writer.Line("using (accelerator.Autocast())");
        writer.Indented($"loss = {Call(step.Method)};");
        writer.Line("accelerator.Backward(loss);");
        if (LeavesOut(program, step))
            writer.Close();
        writer.Open("if (RunOptions.MaxGradientNorm is { } norm)", step.Optimizers.Count == 1 ? "" : "{");
        foreach (var optimizer in step.Optimizers)
            writer.Line($"accelerator.ClipGradNorm({optimizer}.parameters(), norm);");
        writer.Close(step.Optimizers.Count == 1 ? "" : "}");
        foreach (var optimizer in step.Optimizers)
            writer.Line($"{optimizer}.step();");
        foreach (var scheduler in program.Schedulers.Where(scheduler => step.Optimizers.Contains(scheduler.Optimizer)))
            writer.Line($"{scheduler.Method.Variable}.step();");
        foreach (var optimizer in step.Optimizers)
            writer.Line($"{optimizer}.zero_grad();");
        writer.Line($"run.Report({Literals.Of(step.LossName)}, loss);");
        writer.Close();
    }

    private static void End(SourceWriter writer, RoleModel program)
    {
        if (program.TestData is { EveryEpoch: false } test)
            writer.Line($"{RoleParser.EvaluationName}(\"test\", {test.Method.Variable});");
        writer.Line("var result = run.Result();");
        foreach (var hook in program.OnTrainingEnd)
            writer.Line($"{Call(hook)};");
        if (program.Models.Count == 1)
            writer.Line($"run.Save({program.Models[0].Method.Variable});");
        else
        {
            foreach (var model in program.Models.Where(model => IsTrained(program, model)))
                writer.Line($"run.Save({model.Method.Variable}, {Literals.Of(RoleNames.Words(RoleNames.Variable(model.Method.Name), '-'))});");
        }
        writer.Line("run.End(result);");
        writer.Line("return result;");
    }

    private static void Evaluation(SourceWriter writer, RoleModel program, RoleMethod step)
    {
        var data = program.ValidationData ?? program.TestData!;
        writer.Open($"void {RoleParser.EvaluationName}(string name, global::Accelerate.AcceleratedLoader<{data.BatchType}> data)");
        writer.Line("if (run.IsCancelled)");
        writer.Indented("return;");
        foreach (var model in program.Models)
            writer.Line($"{model.Method.Variable}.eval();");
        writer.Line($"using var inference = {Torch}.inference_mode();");
        writer.Line("using var metrics = run.BeginEvaluation();");
        writer.Open("foreach (var batch in data)");
        writer.Line($"using var scope = {Torch}.NewDisposeScope();");
        if (program.ValidationReturnsLoss)
        {
            writer.Line($"{Torch}.Tensor loss;");
            writer.Line("using (accelerator.Autocast())");
            writer.Indented($"loss = {Call(step, metrics: "metrics")};");
            writer.Line($"metrics.Mean(\"loss\", loss, {Samples(data, "data")});");
        }
        else
        {
            writer.Line("using (accelerator.Autocast())");
            writer.Indented($"{Call(step, metrics: "metrics")};");
        }
        writer.Line("if (run.IsCancelled)");
        writer.Indented("return;");
        writer.Close();
        writer.Line("run.EndEvaluation(name, metrics);");
        writer.Close();
    }

    private static bool IsTrained(RoleModel program, ModelRole model) =>
        program.Optimizers.Any(optimizer => optimizer.Models.Contains(model.Method.Variable));

    /// <summary>Whether there are models that a step does not train.</summary>
    private static bool LeavesOut(RoleModel program, StepRole step) => step.Models.Count < program.Models.Count || step.Optimizers.Count < program.Optimizers.Count;

    private static string Samples(DataRole data, string? loader = null) => data.SampleRows is { } rows
        ? $"batch{rows}.shape[0]"
        : $"{loader ?? data.Method.Variable}.CurrentBatchSize";

    private static string Call(RoleMethod method, RoleModel? program = null, string metrics = "run.Metrics") =>
        $"{method.Qualifier}{method.Name}({string.Join(", ", method.Arguments.Select(argument => argument.Kind switch
        {
            ArgumentKind.Model => argument.Name,
            ArgumentKind.Optimizer => argument.Type == $"{Torch}.optim.Optimizer" ? $"{argument.Name}.Inner" : $"({argument.Type}){argument.Name}.Inner",
            ArgumentKind.Batch => "batch",
            ArgumentKind.Accelerator => "accelerator",
            ArgumentKind.Metrics => metrics,
            ArgumentKind.CancellationToken => "cancellationToken",
            ArgumentKind.TrainingLength => $"run.Length({program!.TrainingData.Method.Variable}.Count)",
            ArgumentKind.EpochResult => "epoch",
            _ => "result",
        }))})";
}
