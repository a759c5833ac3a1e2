using Accelerate;
using TorchSharp;

// What the tests of the launcher start where a shell will not do. The first argument says what to do.
switch (args[0])
{
    case "throw-in-rank":
        Launcher.Run(() =>
        {
            if (Environment.GetEnvironmentVariable("RANK") == args[1])
                throw new InvalidOperationException("the loss is gone");
            Thread.Sleep(Timeout.Infinite);
        }, processes: 1);
        break;
    case "run":
        Console.WriteLine($"before {args[1]}");
        Launcher.Run(() => Console.WriteLine($"first on {Environment.GetEnvironmentVariable("RANK")} of {Environment.GetEnvironmentVariable("WORLD_SIZE")}"), processes: 2);
        Launcher.Run(() => Console.WriteLine($"second on {Environment.GetEnvironmentVariable("RANK")} of {Environment.GetEnvironmentVariable("WORLD_SIZE")}"), processes: 3);
        Console.WriteLine("after");
        break;
    case "run-and-throw":
        try
        {
            Launcher.Run(() => throw new ArgumentException($"no such weight on {Environment.GetEnvironmentVariable("RANK")}"), processes: 1);
        }
        catch (RankFailedException error)
        {
            Console.WriteLine($"caught from rank {error.Rank}, code {error.ExitCode}: {error.Message}");
        }
        break;
    case "run-after-accelerator":
        using (var accelerator = new Accelerator(new() { Cpu = true }))
        {
            foreach (var by in Enum.GetValues<LaunchBy>())
            {
                try
                {
                    Launcher.Run(() => { }, processes: 2, new() { By = by });
                }
                catch (InvalidOperationException error)
                {
                    Console.WriteLine($"{by}: {error.Message}");
                }
            }
        }
        Launcher.Run(() => Console.WriteLine("trained"), processes: 1);
        break;
    case "draw":
        using (var accelerator = new Accelerator(new() { Cpu = true }))
        using (var run = new TrainingRun(accelerator, new() { Seed = 3, Report = false }))
        {
            Console.Write($"weights {torch.rand(1).ToSingle():R} ");
            run.Begin(1, []);
            Console.WriteLine($"dropout {torch.rand(1).ToSingle():R}");
        }
        break;
    case "train":
        Launcher.Run(() => SmallTraining.Run(args[3]), processes: int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture), new() { By = Enum.Parse<LaunchBy>(args[2]) });
        Console.WriteLine("trained");
        break;
    case "threads":
        var sums = new float[4];
        Launcher.Run(() =>
        {
            var group = ProcessGroup.Ambient!;
            using var tensor = torch.tensor(new[] { group.Rank + 1f });
            group.AllReduce(tensor, ReduceOp.Sum);
            sums[group.Rank] = tensor.item<float>();
        }, processes: 4, new() { By = LaunchBy.Threads });
        Console.WriteLine(string.Join(" ", sums));
        break;
    case "thread-throws":
        try
        {
            Launcher.Run(() =>
            {
                var group = ProcessGroup.Ambient!;
                if (group.Rank == 1)
                    throw new ArgumentException("no such weight");
                group.Barrier();
            }, processes: 3, new() { By = LaunchBy.Threads });
        }
        catch (RankFailedException error)
        {
            Console.WriteLine($"caught from rank {error.Rank}: {error.InnerException!.GetType().Name}: {error.Message}");
        }
        break;
    default:
        Console.Error.WriteLine($"What is '{args[0]}'?");
        return 64;
}
return 0;
