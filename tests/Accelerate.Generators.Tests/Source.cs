namespace Accelerate.Generators.Tests;

/// <summary>Sources that the tests of the emitted code share.</summary>
internal static class Source
{
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using Accelerate;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        using static TorchSharp.torch.optim;
        using static TorchSharp.torch.optim.lr_scheduler;

        """;

    /// <summary>The smallest program.</summary>
    public const string Smallest = Usings + """
        namespace Programs;

        [AcceleratedTraining]
        public sealed partial class Smallest
        {
            [Model] Module<Tensor, Tensor> CreateModel() => Linear(2, 1);
            [Optimizer] Optimizer CreateOptimizer(Module<Tensor, Tensor> model) => SGD(model.parameters(), 0.1);
            [TrainingData] List<Tensor> CreateTrainingData() => [ones(4, 2)];
            [TrainingStep] Tensor Step(Module<Tensor, Tensor> model, Tensor batch) => model.call(batch).mean();
        }
        """;

    /// <summary>A program, with members in place of others, or added.</summary>
    public static string With(string members) => Smallest.Replace("    [Model]", $"{members}\n    [Model]", StringComparison.Ordinal);
}
