namespace Accelerate.Analyzers.Tests.Roles;

/// <summary>A training class that is right, but for the parts that a test replaces.</summary>
internal sealed record TrainingProgram
{
    public string Declaration { get; init; } = "[AcceleratedTraining]\npublic sealed partial class Digits";

    public string Model { get; init; } = "[Model] Net CreateNet() => new();";

    public string Optimizer { get; init; } = "[Optimizer] optim.Optimizer CreateOptimizer(Net net) => optim.SGD(net.parameters(), 0.1);";

    public string Data { get; init; } = "[TrainingData] IEnumerable<Batch> CreateTrainingData() => [];";

    public string Step { get; init; } = "[TrainingStep] Tensor Step(Net net, Batch batch) => net.call(batch.Images).sum();";

    public string Further { get; init; } = "";

    public string Batch { get; init; } = "[Batch] public readonly partial record struct Batch(Tensor Images, Tensor Labels);";

    public string Types { get; init; } = "";

    /// <summary>The program; members that are empty leave no line.</summary>
    public string Source
    {
        get
        {
            string[] members = [.. new[] { Model, Optimizer, Data, Step, Further }.Where(member => member.Length > 0)
                .SelectMany(member => member.Split('\n')).Select(line => line.Length == 0 ? "" : "    " + line)];
            string[] types = [.. new[] { Types, Batch }.Where(type => type.Length > 0)];
            return $$"""
                using Accelerate;
                using TorchSharp;
                using static TorchSharp.torch;
                using static TorchSharp.torch.nn;

                {{Declaration}}
                {
                {{string.Join("\n", members)}}
                }

                {{string.Join("\n\n", types)}}

                public sealed class Net() : Module<Tensor, Tensor>(nameof(Net))
                {
                    public override Tensor forward(Tensor images) => images;
                }
                """;
        }
    }
}
