using System.Diagnostics;
using System.Globalization;
using Accelerate.Native;
using Accelerate.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>One rank of a benchmark: the counterpart of <c>peer.py</c>, with the same arguments and the same output.</summary>
internal static class RankWorker
{
    public static int Run(string[] arguments)
    {
        Threads.Set(1);
        var environment = DistributedEnvironment.Read();
        using var group = environment.WorldSize > 1 || arguments[0] == "first-collective" ? ProcessGroup.Connect(environment) : null;
        switch (arguments)
        {
            case ["all-reduce", var seconds, .. var sizes]:
                AllReduce(group!, Number(seconds), [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]);
                break;
            case ["step", var workload, var seconds]:
                Step(group, workload, Number(seconds));
                break;
            case ["reducer", var workload, var seconds]:
                Reducers(group!, environment, workload, Number(seconds));
                break;
            case ["first-collective"]:
                using (var one = ones(1))
                    group!.AllReduce(one, ReduceOp.Sum);
                Report(group, "first-collective", (DateTime.UtcNow - DateTime.UnixEpoch).TotalMicroseconds);
                break;
            default:
                throw new ArgumentException($"There is no benchmark '{string.Join(' ', arguments)}'.", nameof(arguments));
        }
        return 0;
    }

    private static void AllReduce(ProcessGroup group, double seconds, long[] sizes)
    {
        foreach (var size in sizes)
        {
            using var tensor = ones(size / 4);
            for (var i = 0; i < 5; i++)
                group.AllReduce(tensor, ReduceOp.Sum);
            var best = double.PositiveInfinity;
            var begun = Stopwatch.GetTimestamp();
            var times = new double[Math.Clamp(4_000_000 / size, 3, 200)];
            do
            {
                group.Barrier();
                for (var i = 0; i < times.Length; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    group.AllReduce(tensor, ReduceOp.Sum);
                    times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                }
                Array.Sort(times);
                best = Math.Min(best, times[times.Length / 2]);
                tensor.fill_(1);
            }
            while (!IsOver(group, begun, seconds));
            Report(group, $"all-reduce/{size}", best);
        }
    }

    private static void Step(ProcessGroup? group, string name, double seconds)
    {
        var workload = StepWorkload.Create(name);
        manual_seed(42);
        using var network = workload.CreateModel();
        using var accelerator = new Accelerator(new() { Cpu = true, ProcessGroup = group });
        using var adamw = optim.AdamW(network.parameters(), lr: 1e-3, weight_decay: 0.01);
        var (model, optimizer) = accelerator.Prepare(network, adamw);
        var count = 0;
        TimeBlock(20);
        var steps = (int)Agree(group, Math.Clamp(150_000 / TimeBlock(10), 4, 200));
        var best = double.PositiveInfinity;
        var begun = Stopwatch.GetTimestamp();
        do
            best = Math.Min(best, TimeBlock(steps));
        while (!IsOver(group, begun, seconds));
        Report(group, $"step/{name}", best);

        double TimeBlock(int steps)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < steps; i++)
            {
                using (NewDisposeScope())
                using (accelerator.Accumulate(model))
                {
                    optimizer.zero_grad();
                    accelerator.Backward(workload.Loss(model, count++));
                    optimizer.step();
                }
            }
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
        }
    }

    private static void Reducers(ProcessGroup group, DistributedEnvironment environment, string name, double seconds)
    {
        if (!ReducerOracle.IsAvailable)
            throw new NotSupportedException("There is nothing to compare with: libtorch's reducer did not compile against this version of libtorch (tests/ReducerOracle).");
        var workload = StepWorkload.Create(name);
        using var store = new TcpStore(environment.MasterAddress, environment.MasterPort, isServer: false, worldSize: null, TimeSpan.FromMinutes(1), waitForWorkers: false);
        using var direct = Connect("direct");
        direct.MarkCollectives();
        using var gloo = Connect("gloo");
        Dictionary<string, ReducedModel> models = new()
        {
            ["none"] = ReducedModel.Alone(workload),
            ["ours"] = ReducedModel.Ours(workload, direct),
            ["ours-gloo"] = ReducedModel.Ours(workload, gloo),
            ["c10d"] = ReducedModel.Libtorchs(workload, gloo),
        };
        foreach (var model in models.Values)
            model.Time(20);
        var steps = (int)Agree(group, Math.Clamp(150_000 / models["none"].Time(10), 4, 200));
        var best = models.Keys.ToDictionary(key => key, _ => double.PositiveInfinity);
        var begun = Stopwatch.GetTimestamp();
        do
        {
            foreach (var (key, model) in models)
            {
                group.Barrier();
                best[key] = Math.Min(best[key], model.Time(steps));
            }
        }
        while (!IsOver(group, begun, seconds * models.Count));
        foreach (var (key, model) in models)
        {
            model.Dispose();
            Report(group, $"reducer/{name}/{key}", best[key]);
        }

        NativeGroup Connect(string prefix)
        {
            using var keys = new PrefixStore(prefix, store);
            return NativeGroup.Gloo(keys, group.Rank, group.Size, TimeSpan.FromMinutes(1), environment.MasterAddress);
        }
    }

    private static bool IsOver(ProcessGroup? group, long begun, double seconds) =>
        Agree(group, Stopwatch.GetElapsedTime(begun).TotalSeconds > seconds ? 1 : 0) == 1;

    // Rank 0 decides.
    private static double Agree(ProcessGroup? group, double value)
    {
        if (group is null)
            return value;
        using var shared = tensor(value);
        group.Broadcast(shared, 0);
        return shared.ToDouble();
    }

    private static void Report(ProcessGroup? group, string name, double microseconds)
    {
        if (group is null or { Rank: 0 })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {microseconds:F3}"));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
