using System.Text.Json;
using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace Accelerate.LibTorch.Tests.Optimization;

/// <summary>
/// Whole training runs against those of PyTorch 1.13.1 (<c>golden/trajectories.json</c>, whose <c>rules</c> say how they
/// were made): losses, learning rates and gradient norms at every step.
/// </summary>
public sealed class GoldenTrajectoryTests
{
    private const double Tolerance = 2e-5;

    // PyTorch 1.13.1 recorded NAdam without foreach, which counts a factor of the momentum twice. These are the losses
    // of the same run with foreach=True, which follows the paper as later versions do.
    private static readonly double[] s_nadamLosses =
    [
        1.6153446435928345, 1.6102720499038696, 1.6088324785232544, 1.6053129434585571, 1.6073918342590332, 1.6171742677688599,
        1.620870590209961, 1.6187554597854614, 1.615433931350708, 1.6128119230270386, 1.612125039100647, 1.6133054494857788,
    ];

    private static readonly JsonElement? s_runs = LoadRuns();

    public static TheoryData<string> Runs
    {
        get
        {
            var data = new TheoryData<string>();
            if (s_runs is not { } runs)
                data.Add("absent");
            else
                for (var i = 0; i < runs.GetArrayLength(); i++)
                    data.Add(NameOf(i, runs[i]));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void A_run_takes_the_course_it_takes_in_PyTorch(string name)
    {
        if (s_runs is not { } runs)
        {
            Assert.Skip("shared/golden/trajectories.json is not beside the repository.");
            return;
        }
        var run = runs[int.Parse(name[..name.IndexOf(' ')])];
        if (run.GetProperty("scheduler").GetString() == "warm-restarts")
            Assert.Skip("TorchSharp has no CosineAnnealingWarmRestarts.");

        var modelName = run.GetProperty("model").GetString()!;
        using var scope = NewDisposeScope();
        using var model = GoldenModels.Create(modelName);
        using var optimizer = CreateOptimizer(run.GetProperty("optimizer").GetString()!, model.parameters());
        var scheduler = CreateScheduler(run.GetProperty("scheduler").GetString()!, optimizer);
        var clipNorm = run.GetProperty("clip_norm");
        var losses = optimizer is NAdam ? s_nadamLosses : Numbers(run, "losses");
        var (rates, norms) = (Numbers(run, "learning_rates"), Numbers(run, "grad_norms"));
        var (batchSize, accumulation) = (run.GetProperty("batch_size").GetInt32(), run.GetProperty("accumulation").GetInt32());
        Assert.Equal(run.GetProperty("parameter_names").EnumerateArray().Select(each => each.GetString()!), model.named_parameters().Select(each => each.name));
        for (var step = 0; step < losses.Length; step++)
        {
            using var stepScope = NewDisposeScope();
            AssertClose(rates[step], optimizer.ParamGroups.Single().LearningRate, 1e-12, $"learning rate {step}");
            optimizer.zero_grad();
            var loss = 0.0;
            for (var micro = 0; micro < accumulation; micro++)
            {
                var size = batchSize / accumulation;
                var (inputs, targets) = GoldenModels.Batch(modelName, step, micro * size, (micro + 1) * size);
                var part = nn.functional.cross_entropy(model.call(inputs), targets) / accumulation;
                part.backward();
                loss += part.ToDouble();
            }
            AssertClose(losses[step], loss, Tolerance, $"loss {step}");
            if (clipNorm.ValueKind == JsonValueKind.Number)
                AssertClose(norms[step], nn.utils.clip_grad_norm_(model.parameters(), clipNorm.GetDouble()), Tolerance, $"gradient norm {step}");
            optimizer.step();
            if (scheduler is impl.ReduceLROnPlateau)
                scheduler.step(loss);
            else
                scheduler?.step();
        }
    }

    private static Optimizer CreateOptimizer(string name, IEnumerable<Parameter> parameters) => name switch
    {
        "sgd" => SGD(parameters, 0.1),
        "sgd-nesterov" => SGD(parameters, 0.05, momentum: 0.9, nesterov: true, weight_decay: 0.01),
        "adam" => Adam(parameters, 0.01),
        "adam-amsgrad" => Adam(parameters, 0.01, amsgrad: true, weight_decay: 0.02),
        "adamw" => AdamW(parameters, 0.01, beta2: 0.95, weight_decay: 0.1),
        "rmsprop" => RMSProp(parameters, 0.005, centered: true, momentum: 0.5),
        "adagrad" => Adagrad(parameters, 0.05, lr_decay: 0.01),
        "adadelta" => Adadelta(parameters, 0.8),
        "adamax" => Adamax(parameters, 0.01),
        "nadam" => NAdam(parameters, 0.005),
        "radam" => RAdam(parameters, 0.01),
        _ => throw new ArgumentException($"There is no golden optimizer '{name}'.", nameof(name)),
    };

    private static LRScheduler? CreateScheduler(string name, Optimizer optimizer) => name switch
    {
        "constant" => null,
        "step" => StepLR(optimizer, 3, 0.5),
        "multistep" => MultiStepLR(optimizer, [2, 7], 0.3),
        "exponential" => ExponentialLR(optimizer, 0.9),
        "cosine" => CosineAnnealingLR(optimizer, 8, 1e-4),
        "linear" => LinearLR(optimizer, 0.2, 1, 5),
        "onecycle" => OneCycleLR(optimizer, 0.05, total_steps: 14),
        "polynomial" => PolynomialLR(optimizer, 10, 2),
        "cyclic" => CyclicLR(optimizer, 0.001, 0.02, 4, cycle_momentum: false),
        "lambda" => LambdaLR(optimizer, epoch => Math.Pow(0.95, epoch)),
        "plateau" => ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1),
        _ => throw new ArgumentException($"There is no golden scheduler '{name}'.", nameof(name)),
    };

    private static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{what}: expected {expected:R}, got {actual:R}.");

    private static double[] Numbers(JsonElement run, string property) =>
        [.. run.GetProperty(property).EnumerateArray().Select(number => number.GetDouble())];

    private static string NameOf(int index, JsonElement run)
    {
        var name = $"{index} {run.GetProperty("model")} {run.GetProperty("optimizer")} {run.GetProperty("scheduler")}";
        if (run.GetProperty("accumulation").GetInt32() is > 1 and var accumulation)
            name += $" accumulating {accumulation}";
        return run.GetProperty("clip_norm").ValueKind == JsonValueKind.Number ? name + " clipped" : name;
    }

    private static JsonElement? LoadRuns()
    {
        var file = Path.Combine(Repository.Root, "..", "shared", "golden", "trajectories.json");
        return File.Exists(file) ? JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("runs") : null;
    }
}
