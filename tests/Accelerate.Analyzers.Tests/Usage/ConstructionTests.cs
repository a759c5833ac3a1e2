using Accelerate.Analyzers.Tests.Harness;
using Accelerate.Analyzers.Usage;
using Xunit;

namespace Accelerate.Analyzers.Tests.Usage;

/// <summary>ACC0002: constructions outside the method that trains.</summary>
public sealed class ConstructionTests
{
    [Theory]
    [InlineData("readonly Accelerator _accelerator = {|ACC0002:new Accelerator|}(); void Train(Linear net, Tensor loss) { _accelerator.Prepare(net); _accelerator.Backward(loss); }")]
    [InlineData("static readonly Accelerator Shared = {|ACC0002:new|}(new AcceleratorOptions { Cpu = true }); static void Train(Tensor loss) => Shared.Backward(loss);")]
    [InlineData("Accelerator Shared { get; } = {|ACC0002:new|}(); void Train(Tensor loss) => Shared.Backward(loss);")]
    [InlineData("readonly Accelerator _accelerator; Test() => _accelerator = {|ACC0002:new Accelerator|}(); void Train(Tensor loss) => _accelerator.Backward(loss);")]
    [InlineData("static readonly Accelerator Shared; static Test() { Shared = {|ACC0002:new Accelerator|}(); } static void Train(Tensor loss) => Shared.Backward(loss);")]
    [InlineData("Linear _net; Accelerator _accelerator; Test(Linear net) { _accelerator = {|ACC0002:new|}(); _net = _accelerator.Prepare(net); } void Train(Tensor loss) => _accelerator.Backward(loss);")]
    public async Task A_field_a_property_and_a_constructor_are_too_early(string members) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(InClass(members));

    [Theory]
    [InlineData("void Main() { var accelerator = {|ACC0002:new Accelerator|}(); Train(accelerator); }")]
    [InlineData("void Main() { using var accelerator = {|ACC0002:new Accelerator|}(); accelerator.Print(\"begin\"); Train(accelerator); }")]
    [InlineData("void Main() { using (var accelerator = {|ACC0002:new Accelerator|}()) Train(accelerator); }")]
    [InlineData("void Main() => Train({|ACC0002:new Accelerator|}());")]
    [InlineData("void Main() => Train({|ACC0002:new|}());")]
    [InlineData("void Main() { var accelerator = {|ACC0002:new Accelerator|}(); Launch(() => Train(accelerator)); }")]
    [InlineData("void Main() { var accelerator = {|ACC0002:new Accelerator|}(); Launch(Train, accelerator); }")]
    [InlineData("void Main() => Launch(Train, {|ACC0002:new Accelerator|}());")]
    [InlineData("void Main() { var accelerator = {|ACC0002:new Accelerator|}(); Launch(a => a.Backward(Loss()), accelerator); }")]
    [InlineData("void Main() { var accelerator = {|ACC0002:new Accelerator|}(); Train(accelerator); Save(accelerator); }")]
    public async Task A_local_that_a_training_method_receives_belongs_into_it(string main) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(InClass($$"""
            {{main}}
            void Train(Accelerator accelerator) { using (accelerator.Accumulate()) accelerator.Backward(Loss()); }
            void Save(Accelerator accelerator) => accelerator.Print("saved");
            void Launch(Action train) => train();
            void Launch(Action<Accelerator> train, Accelerator accelerator) => train(accelerator);
            Tensor Loss() => ones(1, requires_grad: true).sum();
            """));

    [Theory]
    [InlineData("Launch(() => { var model = accelerator.Prepare(net); accelerator.Backward(loss); });")]
    [InlineData("Launch(Train); void Train() { accelerator.Prepare(net); accelerator.Backward(loss); }")]
    [InlineData("var thread = new Thread(() => accelerator.Backward(loss)); thread.Start();")]
    [InlineData("Task.Run(() => accelerator.Backward(loss)).Wait();")]
    [InlineData("for (var rank = 0; rank < 2; rank++) new Thread(() => { accelerator.Prepare(net); accelerator.Backward(loss); }).Start();")]
    [InlineData("for (var rank = 0; rank < 2; rank++) new Thread(() => Train(accelerator, net, loss)).Start();")]
    [InlineData("Parallel.For(0, 2, rank => Train(accelerator, net, loss));")]
    public async Task A_local_that_a_launched_function_captures_belongs_into_it(string code) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(InClass($$"""
            void Main(Linear net, Tensor loss) { var accelerator = {|ACC0002:new Accelerator|}(); {{code}} }
            static void Launch(Action train) => train();
            static void Train(Accelerator accelerator, Linear net, Tensor loss) { accelerator.Prepare(net); accelerator.Backward(loss); }
            """));

    [Theory]
    [InlineData("void Train() { accelerator.Prepare(net); accelerator.Backward(net.call(ones(1)).sum()); } Train();")]
    [InlineData("void Train() { using (accelerator.Accumulate(net)) accelerator.Backward(net.call(ones(1)).sum()); } Launcher.Launch(Train, 2);")]
    [InlineData("var train = () => accelerator.Backward(net.call(ones(1)).sum()); Launcher.Launch(train, 2); train();")]
    [InlineData("Trainer.Train(accelerator, net);")]
    [InlineData("Launcher.Launch(() => Trainer.Train(accelerator, net), 2);")]
    public async Task Top_level_code_that_leaves_training_to_a_function_leaves_the_construction_too(string code) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(TopLevel("{|ACC0002:new Accelerator|}()", code));

    [Theory]
    [InlineData("accelerator.Prepare(net); accelerator.Backward(net.call(ones(1)).sum());")]
    [InlineData("accelerator.Prepare(net); void Epoch() => accelerator.Backward(net.call(ones(1)).sum()); Epoch();")]
    [InlineData("for (var epoch = 0; epoch < 3; epoch++) Epoch(); void Epoch() { using (accelerator.Accumulate(net)) accelerator.Backward(net.call(ones(1)).sum()); }")]
    [InlineData("foreach (var epoch in Enumerable.Range(0, 3)) Trainer.Train(accelerator, net);")]
    [InlineData("Measure(() => { accelerator.Prepare(net); accelerator.Backward(net.call(ones(1)).sum()); }); static void Measure(Action action) => action();")]
    [InlineData("accelerator.Print(\"hello\");")]
    public async Task Top_level_code_that_holds_the_loop_constructs(string code) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(TopLevel("new Accelerator()", code));

    [Theory]
    [InlineData("void Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); accelerator.Prepare(net); accelerator.Backward(loss); }")]
    [InlineData("void Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); accelerator.Prepare(net); Step(); void Step() => accelerator.Backward(loss); }")]
    [InlineData("void Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); Loop(); void Loop() { accelerator.Prepare(net); accelerator.Backward(loss); } }")]
    [InlineData("void Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); accelerator.Prepare(net); Epoch(accelerator, loss); } void Epoch(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); PrepareAll(accelerator, net); Epoch(accelerator, loss); } void PrepareAll(Accelerator accelerator, Linear net) => accelerator.Prepare(net); void Epoch(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("void Predict(Linear net) { using var accelerator = new Accelerator(); var model = PrepareAll(accelerator, net); model.call(ones(1)); } Linear PrepareAll(Accelerator accelerator, Linear net) => accelerator.Prepare(net);")]
    [InlineData("void Launch(Action train) => train(); void Main(Linear net, Tensor loss) => Launch(() => { using var accelerator = new Accelerator(); accelerator.Prepare(net); accelerator.Backward(loss); });")]
    [InlineData("void Launch(Action train) => train(); void Main(Tensor loss) => Launch(() => { using var accelerator = new Accelerator(); Train(accelerator, loss); }); void Train(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("async Task Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); for (var step = 0; step < 9; step++) await Task.Run(() => accelerator.Backward(loss)); }")]
    [InlineData("async Task Train(Linear net, Tensor loss) { using var accelerator = new Accelerator(); for (var step = 0; step < 9; step++) await Task.Run(() => Step(accelerator, loss)); } void Step(Accelerator accelerator, Tensor loss) => accelerator.Backward(loss);")]
    [InlineData("Test(Linear net, Tensor loss) { using var accelerator = new Accelerator(); accelerator.Prepare(net); accelerator.Backward(loss); }")]
    public async Task A_method_that_holds_the_loop_constructs(string members) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(InClass(members));

    [Theory]
    [InlineData("Accelerator Create() => new Accelerator();")]
    [InlineData("Accelerator Create() { var accelerator = new Accelerator(new() { Cpu = true }); accelerator.Print(\"made\"); return accelerator; }")]
    [InlineData("Accelerator Fresh => new();")]
    [InlineData("readonly Func<Accelerator> _create = () => new Accelerator();")]
    [InlineData("readonly Lazy<Accelerator> _accelerator = new(() => new Accelerator());")]
    [InlineData("Accelerator? _accelerator; Accelerator Shared => _accelerator ??= new Accelerator();")]
    public async Task A_factory_constructs(string members) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(InClass(members));

    [Theory]
    [InlineData("static void Run(Accelerator accelerator) => Fit(accelerator);")]
    [InlineData("static void Run(Accelerator accelerator) { accelerator.Print(\"begin\"); Test.Fit(accelerator); }")]
    [InlineData("static void Run(Accelerator accelerator) { for (var fold = 0; fold < 5; fold++) Fit(accelerator); }")]
    [InlineData("static void Run(Accelerator accelerator) => Further(times: 2, accelerator: accelerator); static void Further(Accelerator accelerator, int times) => Fit(accelerator);")]
    [InlineData("static void Run(Accelerator accelerator) { Further(accelerator); static void Further(Accelerator inner) => Fit(inner); }")]
    [InlineData("static void Run(Accelerator accelerator) { Setup(accelerator); Step(accelerator); }")]
    [InlineData("static double Run(Accelerator accelerator) { accelerator.Prepare(nn.Linear(1, 1)); Step(accelerator); return 0; }")]
    [InlineData("static void Run(Accelerator accelerator) => Launch(() => Fit(accelerator)); static void Launch(Action train) => train();")]
    public async Task An_accelerator_is_followed_from_one_method_to_the_next(string members) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(Followed("{|ACC0002:new Accelerator|}()", members));

    [Theory]
    [InlineData("static void Run(Accelerator accelerator) => Step(accelerator);")]
    [InlineData("static Linear Run(Accelerator accelerator) => Setup(accelerator);")]
    [InlineData("static Accelerator? kept; static void Run(Accelerator accelerator) { kept = accelerator; Fit(accelerator); }")]
    [InlineData("static void Run(Accelerator accelerator) { Action<Accelerator> Fit = other => other.Print(\"\"); Fit(accelerator); }")]
    [InlineData("static void Run(Accelerator accelerator) { Fit(accelerator); static void Fit(Accelerator accelerator) => accelerator.Print(\"\"); }")]
    [InlineData("static void Run(Accelerator accelerator) => Fit(accelerator, 1); static void Fit(Accelerator accelerator, int times) => accelerator.Print($\"{times}\");")]
    [InlineData("static void Run(Accelerator accelerator) => new Other().Fit(accelerator); class Other { public void Fit(Accelerator accelerator) => accelerator.Print(\"\"); }")]
    [InlineData("static void Run(Accelerator accelerator) { Action<Accelerator> train = accelerator => { accelerator.Prepare(nn.Linear(1, 1)); accelerator.Backward(ones(1)); }; accelerator.Print($\"{train}\"); }")]
    [InlineData("static void Run(Accelerator accelerator) { if (accelerator.NumProcesses > 1) Run(accelerator); }")]
    [InlineData("static void Run(Accelerator accelerator) => accelerator.Print(nameof(Fit));")]
    public async Task Where_it_gets_to_is_not_guessed(string members) =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(Followed("new Accelerator()", members));

    [Fact]
    public async Task A_training_class_may_have_a_method_that_runs_its_generated_loop() =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>("""
            using Accelerate;
            using static TorchSharp.torch;

            using var accelerator = new Accelerator();
            new Special().Run(accelerator);

            class Special : Fashion
            {
                public void Run(Accelerator accelerator) => Train(accelerator);
            }

            [AcceleratedTraining]
            partial class Fashion
            {
                public void Train(Accelerator accelerator) { accelerator.Prepare(nn.Linear(1, 1)); accelerator.Backward(ones(1, requires_grad: true).sum()); }
            }
            """);

    [Fact]
    public async Task The_owner_of_a_generated_training_constructs() =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>("""
            using Accelerate;
            using static TorchSharp.torch;

            using var accelerator = new Accelerator();
            new Fashion().Train(accelerator, CancellationToken.None);

            [AcceleratedTraining]
            partial class Fashion
            {
                public void Train(Accelerator accelerator, CancellationToken cancellationToken) => accelerator.Backward(ones(1, requires_grad: true).sum());
            }
            """);

    [Fact]
    public async Task Tests_construct_where_they_like()
    {
        const string Source = """
            using Accelerate;
            using static TorchSharp.torch;

            public class Fixture
            {
                public Accelerator Accelerator { get; } = {|ACC0002:new|}();
                {0}
                public void Trains() => Accelerator.Backward(ones(1, requires_grad: true).sum());
            }
            """;
        string[] xunit = [typeof(FactAttribute).Assembly.Location];
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(TestProject.Of(Source.Replace("{0}", "", StringComparison.Ordinal)) with { FurtherReferences = xunit });
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>(
            TestProject.Of(Source.Replace("{0}", "[Xunit.Fact]", StringComparison.Ordinal).Replace("{|ACC0002:new|}", "new", StringComparison.Ordinal)) with { FurtherReferences = xunit });
    }

    [Fact]
    public async Task Generated_code_is_left_alone() =>
        await Verify.DiagnosticsAsync<ConstructionAnalyzer>("// <auto-generated/>\n" + InClass("readonly Accelerator _accelerator = new();"));

    [Fact]
    public async Task The_message_says_where_the_construction_belongs()
    {
        await Verify.MessageAsync<ConstructionAnalyzer>(
            InClass("readonly Accelerator _accelerator = {|ACC0002:new|}();"),
            "Construct the accelerator in the method that calls its Prepare, Backward or Accumulate, so that each process or thread that trains has its own; here it is constructed by a field's initializer");
        await Verify.MessageAsync<ConstructionAnalyzer>(
            TopLevel("{|ACC0002:new Accelerator|}()", "Trainer.Train(accelerator, net);"),
            "Construct the accelerator in 'Train', which trains with it, so that each process or thread that trains has its own; here it is constructed by its caller");
        await Verify.MessageAsync<ConstructionAnalyzer>(
            Followed("{|ACC0002:new Accelerator|}()", "static void Run(Accelerator accelerator) => Fit(accelerator);"),
            "Construct the accelerator in 'Fit', which trains with it, so that each process or thread that trains has its own; here it is constructed by its caller");
        await Verify.MessageAsync<ConstructionAnalyzer>(
            Followed("{|ACC0002:new Accelerator|}()", "static void Run(Accelerator accelerator) { Setup(accelerator); Step(accelerator); }"),
            "Construct the accelerator in 'Run', which trains with it, so that each process or thread that trains has its own; here it is constructed by its caller");
    }

    private static string Followed(string creation, string members) => InClass($$"""
        static void Main() { using var accelerator = {{creation}}; Run(accelerator); }
            {{members}}
            static void Fit(Accelerator accelerator) { accelerator.Prepare(nn.Linear(1, 1)); Step(accelerator); }
            static Linear Setup(Accelerator accelerator) => accelerator.Prepare(nn.Linear(1, 1));
            static void Step(Accelerator accelerator) => accelerator.Backward(ones(1, requires_grad: true).sum());
        """);

    internal static string InClass(string members) => $$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        class Test
        {
            {{members}}
        }
        """;

    private static string TopLevel(string creation, string code) => $$"""
        using Accelerate;
        using TorchSharp.Modules;
        using static TorchSharp.torch;

        var net = nn.Linear(1, 1);
        var accelerator = {{creation}};
        {{code}}

        static class Trainer
        {
            public static void Train(Accelerator accelerator, Linear net)
            {
                var model = accelerator.Prepare(net);
                accelerator.Backward(model.call(ones(1)).sum());
            }
        }

        static class Launcher
        {
            public static void Launch(Action train, int processes) => train();
        }
        """;
}
