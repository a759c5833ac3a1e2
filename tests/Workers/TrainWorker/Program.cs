using System.Globalization;
using Accelerate;
using static TorchSharp.torch;

// What the tests of faults, machines and launchers train, with options as "name value":
// --steps N, --width N (of the hidden layer), --norm on (a synchronized batch norm behind it), --fault KIND@STAGE@RANK, --interface NAME (whose bytes are counted).
const int Rows = 8, Inputs = 8, FaultyStep = 2;
var options = args.Chunk(2).ToDictionary(static pair => pair[0], static pair => pair[1]);
var (steps, width) = (Number("--steps", 10), Number("--width", 16));
var fault = FaultPoint.Parse(options.GetValueOrDefault("--fault"));
try
{
    fault.At("start-up");
    Train();
}
catch (Exception exception) when (Report.SayThrown(exception))
{
}

void Train()
{
    using var group = FaultyCommunication.Has(fault.Stage) ? ProcessGroup.Connect(DistributedEnvironment.Read()) : null;
    using var accelerator = new Accelerator(new() { Cpu = true, ProcessGroup = group, DistributedDataParallel = new() { SyncBatchNorm = true } });
    Report.Say("joined", $"{accelerator.ProcessIndex} of {accelerator.NumProcesses}, {accelerator.LocalProcessIndex} on its machine, process {Environment.ProcessId}");
    var network = new FaultyNetwork(Inputs, width, options.ContainsKey("--norm"));
    Fill(network);
    var data = Values(3, 64, Inputs);
    var (model, optimizer, loader) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0.1), utils.data.DataLoader(utils.data.TensorDataset(data, data), Rows / accelerator.NumProcesses));
    for (var step = 0; step < steps;)
    {
        foreach (var batch in loader)
        {
            if (step == steps)
                break;
            using var scope = NewDisposeScope();
            Meet(step);
            network.Fault = step == FaultyStep ? fault : null;
            accelerator.Backward(nn.functional.mse_loss(model.call(batch[0]), batch[1]));
            if (step == FaultyStep)
                fault.At("optimizer");
            optimizer.step();
            optimizer.zero_grad();
            if (step < 4 || step % 100 == 0)
                Report.Say("step", $"{step}");
            step++;
            CountBytes(step);
        }
    }
    accelerator.WaitForEveryone();
    using var weights = cat([.. network.parameters().Select(static parameter => parameter.detach().flatten())]).to(ScalarType.Float64);
    Report.Say("trained", string.Create(CultureInfo.InvariantCulture, $"{weights.square().sum().item<double>():R}"));

    // The faults before a step.
    void Meet(int step)
    {
        if (step != FaultyStep)
            return;
        if (fault.Stage == "barrier")
        {
            // The others come when it is gone.
            fault.Soon("barrier", TimeSpan.FromMilliseconds(100));
            if (!fault.IsHere)
                Thread.Sleep(400);
            accelerator.WaitForEveryone();
        }
        if (group is not null)
            FaultyCommunication.Run(group, fault);
    }

    void CountBytes(int step)
    {
        if (options.TryGetValue("--interface", out var name) && step is 5 or 15)
            Report.Say("bytes", $"{step} {File.ReadLines("/proc/self/net/dev").Single(line => line.TrimStart().StartsWith($"{name}:", StringComparison.Ordinal)).Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[8]}");
    }
}

int Number(string name, int otherwise) => options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

// Numbers from -1 to 1, the same on every rank.
static Tensor Values(int seed, params long[] shape)
{
    var random = new Random(seed);
    var values = new float[shape.Aggregate(1L, static (product, size) => product * size)];
    for (var i = 0; i < values.Length; i++)
        values[i] = (random.NextSingle() * 2) - 1;
    return tensor(values).reshape(shape);
}

static void Fill(FaultyNetwork network)
{
    using var noGradients = no_grad();
    foreach (var (parameter, index) in network.parameters().Select(static (parameter, index) => (parameter, index)))
        parameter.copy_(Values(index, parameter.shape) / Math.Sqrt(parameter.shape[^1]));
}
