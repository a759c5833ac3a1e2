using Accelerate.Testing;
using Xunit;

namespace Accelerate.Generators.Tests;

public sealed class EmittedCodeTests
{
    [Fact]
    public void The_smallest_program() => Verify(Source.Smallest);

    [Fact]
    public void Every_role_and_every_kind_of_hyperparameter() => Verify(Source.Usings + """
        namespace Programs;

        public enum Activation { ReLU, Tanh }

        [AcceleratedTraining("Says what it is for.", Epochs = 3, MaxGradientNorm = 1.5, Seed = 7, SyncBatchNorm = true, OutputDirectory = "out")]
        public sealed partial class Everything
        {
            [Hyperparameter("How fast.", Minimum = 0, ExclusiveMinimum = true, Maximum = 1)] public double LearningRate { get; init; } = 1e-3;
            [Hyperparameter] public int HTTPRetries2 { get; set; }
            [Hyperparameter] public long? Limit { get; init; }
            [Hyperparameter] public string Name { get; init; } = "a";
            [Hyperparameter] public string? Comment { get; init; }
            [Hyperparameter] public bool IsDeep { get; init; }
            [Hyperparameter] public Activation Activation { get; init; }
            [Hyperparameter] public Activation? Last { get; init; }
            [Hyperparameter] public required TimeSpan Patience { get; init; }

            [Model] Linear CreateModel() => Linear(2, 1);
            [Optimizer] AdamW CreateOptimizer(Linear model) => torch.optim.AdamW(model.parameters(), LearningRate);
            [Scheduler] LRScheduler CreateScheduler(AdamW optimizer, TrainingLength length) => OneCycleLR(optimizer, LearningRate, length.OptimizerSteps);
            [TrainingData] DataLoader<IList<Tensor>, IList<Tensor>> CreateTrainingData() => null!;
            [ValidationData] IEnumerable<IList<Tensor>> CreateValidationData() => null!;
            [TestData] IList<Tensor>[] CreateTestData(Accelerator accelerator) => null!;
            [TrainingStep] Tensor Step(IList<Tensor> batch, Linear model, Metrics metrics, Accelerator accelerator, CancellationToken stop) => model.call(batch[0]).mean();
            [ValidationStep] Tensor Validate(Linear model, IList<Tensor> batch) => model.call(batch[0]).mean();
            [OnTrainingStart] void Start(Linear model) { }
            [OnEpochEnd] void EpochEnd(EpochResult result, Accelerator accelerator) { }
            [OnTrainingEnd] void Finish(TrainingResult result, Linear model) { }
        }
        """);

    [Fact]
    public void Two_models_that_train_against_each_other() => Verify(Source.Usings + """
        [AcceleratedTraining]
        internal partial class Adversaries
        {
            [Model] static Module<Tensor, Tensor> CreateGenerator() => Linear(2, 2);
            [Model] static Module<Tensor, Tensor> CreateDiscriminator() => Linear(2, 1);
            [Model] static Module<Tensor, Tensor> CreateTeacher() => Linear(2, 1);
            [Optimizer] static Optimizer CreateGeneratorOptimizer(Module<Tensor, Tensor> generator) => SGD(generator.parameters(), 0.1);
            [Optimizer] static Optimizer CreateDiscriminatorOptimizer(Module<Tensor, Tensor> discriminator) => SGD(discriminator.parameters(), 0.1);
            [Scheduler] static LRScheduler CreateDecay(Optimizer generatorOptimizer) => StepLR(generatorOptimizer, 10);
            [TrainingData] static IEnumerable<Dictionary<string, Tensor>> CreateTrainingData() => [];
            [TrainingStep(Optimizer = nameof(CreateDiscriminatorOptimizer))] static Tensor TrainDiscriminator(Module<Tensor, Tensor> generator, Module<Tensor, Tensor> discriminator) => discriminator.call(generator.call(ones(1, 2))).mean();
            [TrainingStep(Optimizer = "CreateGeneratorOptimizer")] static Tensor GeneratorStep(Module<Tensor, Tensor> generator, Module<Tensor, Tensor> teacher) => teacher.call(generator.call(ones(1, 2))).mean();
        }
        """);

    [Fact]
    public void Two_optimizers_of_one_step() => Verify(Source.Usings + """
        [AcceleratedTraining]
        public partial class Together
        {
            [Model] Linear CreateBody() => Linear(2, 2);
            [Model] Linear CreateHead() => Linear(2, 1);
            [Optimizer] Optimizer CreateSlow(Linear body) => SGD(body.parameters(), 0.1);
            [Optimizer] Optimizer CreateFast(Linear head) => SGD(head.parameters(), 0.2);
            [TrainingData] Tensor[] CreateTrainingData() => [ones(1, 2)];
            [TrainingStep] Tensor Step(Linear body, Linear head, Tensor batch) => head.call(body.call(batch)).mean();
        }
        """);

    [Fact]
    public void Nested_generic_record_with_keywords_for_names() => Verify(Source.Usings + """
        namespace Outer.Space;

        public static partial class Programs<T> where T : struct
        {
            public partial interface IInner
            {
                [AcceleratedTraining]
                internal sealed partial record Deep<TItem>
                {
                    [Model] Linear CreateClass() => Linear(2, 1);
                    [Optimizer] Optimizer CreateRun(Linear @class) => SGD(@class.parameters(), 0.1);
                    [TrainingData] Tensor[] batch() => [ones(1, 2)];
                    [TrainingStep] Tensor loss(Linear model, Tensor data) => model.call(data).mean();
                    [TestData] Tensor[] Data() => [ones(1, 2)];
                    [ValidationStep] void Evaluate(Linear model, Tensor batch, Metrics metrics) { }
                }
            }
        }
        """);

    [Fact]
    public void Batches_of_every_kind() => Verify(Source.Usings + """
        namespace Programs;

        [Batch] public readonly partial record struct Images(Tensor Pixels, Tensor? Mask, string Name)
        {
            public long Count => Pixels.shape[0];
            public Tensor Flat => Pixels.flatten();
        }

        [Batch] internal partial struct Fields
        {
            public Tensor First;
            public Images Inner { get; set; }
        }

        public partial class Outer
        {
            [Batch] private sealed partial record Nested<T>(T Tag)
            {
                public Tensor Values { get; init; } = ones(1);
                public Images? Maybe { get; init; }
                public void Dispose() => Values.Dispose();
            }
        }
        """);

    [Fact]
    public void A_class_may_have_a_keyword_for_its_name()
    {
        var run = new GeneratorRun(Source.Smallest.Replace("class Smallest", "class @event", StringComparison.Ordinal));
        Assert.Empty(run.CompilerDiagnostics);
        Assert.Contains("partial class @event", run.Emitted, StringComparison.Ordinal);
    }

    private static void Verify(string source, [System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var run = new GeneratorRun(source);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshots.Verify(run.Emitted, null, file, test);
    }
}
