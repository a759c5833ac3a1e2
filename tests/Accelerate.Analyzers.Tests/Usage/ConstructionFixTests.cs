using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Usage;
using Accelerate.CodeFixes.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Usage;

/// <summary>ACC0002's fix: the construction moves into the one method that uses it.</summary>
public sealed class ConstructionFixTests
{
    [Fact]
    public async Task A_field_becomes_a_local_of_the_method_that_uses_it() =>
        await FixAsync(
            """
            class Trainer
            {
                private const int Steps = 4;

                // Four micro-batches make a step.
                private readonly Accelerator _accelerator = {|ACC0002:new|}(new() { GradientAccumulationSteps = Steps });

                public void Train(Linear net, IEnumerable<Tensor> batches)
                {
                    // Train on every batch.
                    var model = _accelerator.Prepare(net);
                    foreach (var batch in batches)
                    {
                        using (this._accelerator.Accumulate(model))
                            _accelerator.Backward(model.call(batch).sum());
                    }
                }
            }
            """,
            """
            class Trainer
            {
                private const int Steps = 4;

                public void Train(Linear net, IEnumerable<Tensor> batches)
                {
                    // Four micro-batches make a step.
                    using var accelerator = new Accelerator(new() { GradientAccumulationSteps = Steps });
                    // Train on every batch.
                    var model = accelerator.Prepare(net);
                    foreach (var batch in batches)
                    {
                        using (accelerator.Accumulate(model))
                            accelerator.Backward(model.call(batch).sum());
                    }
                }
            }
            """);

    [Fact]
    public async Task A_static_field_and_a_property_do_so_too() =>
        await FixAsync(
            """
            static class First
            {
                private static readonly Accelerator Shared = {|ACC0002:new Accelerator|}(
                    new AcceleratorOptions
                    {
                        Cpu = true,
                    });

                public static void Train(Tensor loss) => First.Shared.Backward(loss);
            }

            class Second
            {
                internal Accelerator Accelerator { get; } = {|ACC0002:new|}();

                public int Train(Tensor loss)
                {
                    Accelerator.Backward(loss);
                    return Accelerator.NumProcesses;
                }
            }
            """,
            """
            static class First
            {
                public static void Train(Tensor loss)
                {
                    using var shared = new Accelerator(
                            new AcceleratorOptions
                            {
                                Cpu = true,
                            });
                    shared.Backward(loss);
                }
            }

            class Second
            {
                public int Train(Tensor loss)
                {
                    using var accelerator = new Accelerator();
                    accelerator.Backward(loss);
                    return accelerator.NumProcesses;
                }
            }
            """);

    [Fact]
    public async Task A_constructors_assignment_moves_and_what_is_left_empty_goes() =>
        await FixAsync(
            """
            class Trainer
            {
                private readonly Accelerator _accelerator;
                private readonly Linear _net;

                public Trainer(Linear net)
                {
                    _net = net;
                    _accelerator = {|ACC0002:new Accelerator|}();
                }

                public void Train() => _accelerator.Backward(_accelerator.Prepare(_net).call(ones(1)).sum());
            }

            class Plain
            {
                private readonly Accelerator _accelerator;

                public Plain()
                {
                    _accelerator = {|ACC0002:new Accelerator|}();
                }

                public void Train(Tensor loss) => _accelerator.Backward(loss);
            }
            """,
            """
            class Trainer
            {
                private readonly Linear _net;

                public Trainer(Linear net)
                {
                    _net = net;
                }

                public void Train()
                {
                    using var accelerator = new Accelerator();
                    accelerator.Backward(accelerator.Prepare(_net).call(ones(1)).sum());
                }
            }

            class Plain
            {
                public void Train(Tensor loss)
                {
                    using var accelerator = new Accelerator();
                    accelerator.Backward(loss);
                }
            }
            """);

    [Fact]
    public async Task A_parameter_becomes_a_local_of_the_method_that_receives_it() =>
        await FixAsync(
            """
            static class Program
            {
                static void Main()
                {
                    using var accelerator = {|ACC0002:new Accelerator|}(new() { MixedPrecision = MixedPrecision.BF16 });
                    Train(accelerator, nn.Linear(1, 1));
                }

                static void Train(Accelerator accelerator, Linear net)
                {
                    var model = accelerator.Prepare(net);
                    accelerator.Backward(model.call(ones(1)).sum());
                }
            }
            """,
            """
            static class Program
            {
                static void Main()
                {
                    Train(nn.Linear(1, 1));
                }

                static void Train(Linear net)
                {
                    using var accelerator = new Accelerator(new() { MixedPrecision = MixedPrecision.BF16 });
                    var model = accelerator.Prepare(net);
                    accelerator.Backward(model.call(ones(1)).sum());
                }
            }
            """);

    [Fact]
    public async Task Methods_that_only_hand_it_on_lose_their_parameters_too() =>
        await FixAsync(
            """
            static class Program
            {
                static void Main()
                {
                    using var accelerator = {|ACC0002:new Accelerator|}();
                    Run(3, accelerator);
                }

                static void Run(int epochs, Accelerator accelerator)
                {
                    Console.WriteLine(epochs);
                    Fit(accelerator, epochs);
                }

                static void Fit(Accelerator trainer, int epochs)
                {
                    var model = trainer.Prepare(nn.Linear(1, 1));
                    for (var epoch = 0; epoch < epochs; epoch++)
                        Step(trainer, model);
                }

                static void Step(Accelerator accelerator, Linear model) => accelerator.Backward(model.call(ones(1)).sum());
            }
            """,
            """
            static class Program
            {
                static void Main()
                {
                    Run(3);
                }

                static void Run(int epochs)
                {
                    Console.WriteLine(epochs);
                    Fit(epochs);
                }

                static void Fit(int epochs)
                {
                    using var trainer = new Accelerator();
                    var model = trainer.Prepare(nn.Linear(1, 1));
                    for (var epoch = 0; epoch < epochs; epoch++)
                        Step(trainer, model);
                }

                static void Step(Accelerator accelerator, Linear model) => accelerator.Backward(model.call(ones(1)).sum());
            }
            """);

    [Fact]
    public async Task The_accelerator_of_a_using_statement_leaves_the_statement() =>
        await FixAsync(
            """
            static class Program
            {
                static async Task Main()
                {
                    // Train once.
                    using (var accelerator = {|ACC0002:new Accelerator|}())
                        await Train(accelerator, Task.FromResult(ones(1)));
                }

                static async Task Train(Accelerator accelerator, Task<Tensor> loss) => accelerator.Backward(await loss);
            }
            """,
            """
            static class Program
            {
                static async Task Main()
                {
                    // Train once.
                    await Train(Task.FromResult(ones(1)));
                }

                static async Task Train(Task<Tensor> loss)
                {
                    using var accelerator = new Accelerator();
                    accelerator.Backward(await loss);
                }
            }
            """);

    [Fact]
    public async Task So_does_an_argument_and_the_parameter_of_a_launched_method() =>
        await FixAsync(
            """
            static class Program
            {
                static void Main()
                {
                    var accelerator = {|ACC0002:new Accelerator|}();
                    Launch(() => Train(accelerator));
                    Evaluate({|ACC0002:new|}());
                }

                static void Launch(Action train) => train();

                static void Train(Accelerator accelerator) => accelerator.Backward(ones(1).sum());

                static void Evaluate(Accelerator evaluator)
                {
                    evaluator.Prepare(nn.Linear(1, 1));
                }
            }
            """,
            """
            static class Program
            {
                static void Main()
                {
                    Launch(() => Train());
                    Evaluate();
                }

                static void Launch(Action train) => train();

                static void Train()
                {
                    using var accelerator = new Accelerator();
                    accelerator.Backward(ones(1).sum());
                }

                static void Evaluate()
                {
                    using var evaluator = new Accelerator();
                    evaluator.Prepare(nn.Linear(1, 1));
                }
            }
            """);

    [Fact]
    public async Task What_a_launched_lambda_or_a_function_of_top_level_code_captures_moves_into_it() =>
        await FixAsync(
            """
            var steps = 4;
            using var accelerator = {|ACC0002:new Accelerator|}(new() { GradientAccumulationSteps = steps });
            var second = {|ACC0002:new Accelerator|}();

            Launch(() => second.Backward(ones(1).sum()));
            Train();

            void Train()
            {
                var model = accelerator.Prepare(nn.Linear(1, 1));
                accelerator.Backward(model.call(ones(1)).sum());
            }

            static void Launch(Action train) => train();
            """,
            """
            var steps = 4;

            Launch(() =>
            {
                using var second = new Accelerator();
                second.Backward(ones(1).sum());
            });
            Train();

            void Train()
            {
                using var accelerator = new Accelerator(new() { GradientAccumulationSteps = steps });
                var model = accelerator.Prepare(nn.Linear(1, 1));
                accelerator.Backward(model.call(ones(1)).sum());
            }

            static void Launch(Action train) => train();
            """);

    [Theory]
    [InlineData("readonly Accelerator _accelerator = {|ACC0002:new|}(); void Train(Tensor loss) => _accelerator.Backward(loss); void Evaluate(Linear net) => _accelerator.Prepare(net);")]
    [InlineData("readonly Accelerator _accelerator = {|ACC0002:new|}();")]
    [InlineData("readonly Accelerator _accelerator; Test(AcceleratorOptions options) { _accelerator = {|ACC0002:new|}(options); } void Train(Tensor loss) => _accelerator.Backward(loss);")]
    [InlineData("Accelerator _accelerator = {|ACC0002:new|}(); void Train(Tensor loss) { _accelerator.Backward(loss); _accelerator = null!; }")]
    [InlineData("void Main(Tensor loss) { var accelerator = {|ACC0002:new Accelerator|}(); Train(accelerator, loss); } void Main2(Accelerator other, Tensor loss) => Train(other, loss); void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Main(Tensor loss) { var accelerator = {|ACC0002:new Accelerator|}(); accelerator.Print(\"\"); Train(accelerator, loss); } void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Main(AcceleratorOptions options, Tensor loss) { var accelerator = {|ACC0002:new Accelerator|}(options); Train(accelerator, loss); } void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    public async Task No_fix_is_offered_where_several_methods_use_it_or_something_would_be_missing(string members) =>
        await Verify.NoFixAsync<ConstructionAnalyzer, ConstructionCodeFix>(ConstructionTests.InClass(members));

    [Fact]
    public async Task No_fix_changes_what_other_assemblies_may_use() =>
        await Verify.NoFixAsync<ConstructionAnalyzer, ConstructionCodeFix>("""
            using Accelerate;
            using static TorchSharp.torch;

            public class Trainer
            {
                public Accelerator Accelerator { get; } = {|ACC0002:new|}();

                public void Train(Tensor loss) => Accelerator.Backward(loss);
            }
            """);

    [Fact]
    public async Task A_program_that_launches_a_method_of_another_file_is_fixed_in_both() =>
        await Verify.FixAsync<ConstructionAnalyzer, ConstructionCodeFix>(
            TwoFiles(
                "Trainer.Train({|ACC0002:new Accelerator|}());",
                "public static void Train(Accelerator accelerator) => accelerator.Backward(TorchSharp.torch.ones(1).sum());"),
            TwoFiles(
                "Trainer.Train();",
                """
                public static void Train()
                    {
                        using var accelerator = new Accelerator();
                        accelerator.Backward(TorchSharp.torch.ones(1).sum());
                    }
                """));

    private static Task FixAsync(string before, string after)
    {
        const string Usings = "using Accelerate;\nusing TorchSharp.Modules;\nusing static TorchSharp.torch;\n\n";
        return Verify.FixAsync<ConstructionAnalyzer, ConstructionCodeFix>(Usings + before, Usings + after);
    }

    private static TestProject TwoFiles(string main, string train) => new()
    {
        OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication,
        Sources = new Dictionary<string, string>
        {
            ["Program.cs"] = $"using Accelerate;\n{main}\n",
            ["Trainer.cs"] = $"namespace Accelerate;\n\npublic static class Trainer\n{{\n    {train}\n}}\n",
        },
    };
}
