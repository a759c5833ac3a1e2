using System.Globalization;
using Accelerate.Launching;

namespace Accelerate.Cli.Launching;

/// <summary>The values of a launch, checked, each from the first place that has it.</summary>
internal sealed class LaunchSettings
{
    private readonly Dictionary<string, string?> _environment = [];
    private readonly int _machines, _machineRank, _port, _localProcesses, _threads, _maxRestarts;
    private readonly bool _bindsToCores;
    private readonly string _address;
    private readonly string? _role, _logDirectory;
    private readonly TimeSpan _heartbeat, _monitorInterval;
    private readonly ShownStreams _shown;

    /// <param name="sources">Where the values are looked for.</param>
    /// <param name="file">The configuration file, which the processes read too; null where there is none.</param>
    /// <param name="machine">What is here.</param>
    /// <exception cref="LaunchException">A value makes no sense, or does not go with another.</exception>
    public LaunchSettings(SettingSources sources, CheckedFile? file, LocalMachine machine)
    {
        RefuseElsewhere(file);
        var machines = sources.Find(LaunchOptions.NumMachines, "1");
        _machines = machines.Number(1);
        var machineRank = sources.Find(LaunchOptions.MachineRank, "0");
        _machineRank = machineRank.Number(0, _machines - 1);
        var cpu = sources.Find(LaunchOptions.Cpu, "false");
        var gpus = sources.Find(LaunchOptions.GpuIds, "all");
        var gpuCount = cpu.Flag() ? 0 : CountGpus(gpus.Text, machine);
        var processes = sources.Find(LaunchOptions.NumProcesses, Text(Math.Max(1, gpuCount) * _machines));
        if (processes.Number(1) % _machines != 0)
            throw processes.Refuse($"a multiple of --num-machines, {_machines} ({machines.Source}), since it counts the processes of all machines together");
        _localProcesses = processes.Number(1) / _machines;
        var address = sources.Find(LaunchOptions.MainProcessIp, "127.0.0.1");
        _address = address.Text;
        if (_machines > 1 && address.IsDefault)
            throw new LaunchException($"--main-process-ip is not given, and there are {_machines} machines ({machines.Source}). Give the launchers of all machines the address of the main one, whose --machine-rank is 0.");
        var port = sources.Find(LaunchOptions.MainProcessPort, Text(LocalPort.Default));
        _port = port.Number(_machines > 1 ? 1 : 0, 65535);
        var threads = sources.Find(LaunchOptions.NumCpuThreads, Text(Math.Max(1, machine.Cores / _localProcesses)));
        _threads = threads.Number(1);
        _bindsToCores = sources.Find(LaunchOptions.EnableCpuAffinity, "false").Flag();
        if (_bindsToCores && !OperatingSystem.IsLinux())
            throw new LaunchException("--enable-cpu-affinity binds processes to cores by Linux's taskset, and this is another system. Leave it out.");
        var precision = sources.Find(LaunchOptions.MixedPrecision, "no");
        if (precision.Text.ToLowerInvariant() is not ("no" or "fp16" or "bf16"))
            throw precision.Refuse("no, fp16 or bf16");
        var accumulation = sources.Find(LaunchOptions.GradientAccumulationSteps, "1");
        _ = accumulation.Number(1);
        var debug = sources.Find(LaunchOptions.Debug, "false");
        var heartbeat = sources.Find(LaunchOptions.Heartbeat, "5");
        _heartbeat = heartbeat.Seconds();
        _maxRestarts = sources.Find(LaunchOptions.MaxRestarts, "0").Number(0);
        _monitorInterval = sources.Find(LaunchOptions.MonitorInterval, "0.1").Seconds();
        var logs = sources.Find(LaunchOptions.LogDir, "none");
        _logDirectory = logs.IsDefault ? null : Path.GetFullPath(logs.Text);
        var tee = sources.Find(LaunchOptions.Tee, "3");
        _shown = ShownStreams.Parse(tee.Text) ?? throw tee.Refuse("0 (nothing), 1 (output), 2 (errors), 3 (both), or one of these for each local rank, such as 0:3,1:2");
        if (!_shown.IsEverything && _logDirectory is null)
            throw new LaunchException($"--tee is {tee.Text} ({tee.Source}), which hides output, and there is no --log-dir to keep it in. Give a --log-dir as well.");
        var role = sources.Find(LaunchOptions.Role, "default");
        _role = role.Text == "default" ? null : role.Text;

        // What nobody said stays unsaid, so that the program's own choice is not taken for one that was overruled.
        Pass("ACCELERATE_USE_CPU", cpu, cpu.Flag() ? "true" : "false");
        Pass("ACCELERATE_MIXED_PRECISION", precision, precision.Text.ToLowerInvariant());
        Pass("ACCELERATE_GRADIENT_ACCUMULATION_STEPS", accumulation, accumulation.Text);
        Pass("ACCELERATE_DEBUG_MODE", debug, debug.Flag() ? "true" : "false");
        Pass("ACCELERATE_HEARTBEAT", heartbeat, heartbeat.Text);
        if (!gpus.IsDefault && gpus.Text != "all")
            _environment["CUDA_VISIBLE_DEVICES"] = gpus.Text == LaunchOptions.NoGpus ? "" : gpus.Text;
        if (file is not null)
            _environment[ConfigurationLocation.Variable] = Path.GetFullPath(file.Path);
        Remark = processes.IsDefault && file is null ? Describe(gpuCount, machine) : null;
    }

    /// <summary>What the launch runs on, in one line, where nobody said it; else null.</summary>
    public string? Remark { get; }

    public LaunchPlan PlanFor(WorkerProgram program) => new()
    {
        Program = program,
        LocalProcesses = _localProcesses,
        Machines = _machines,
        MachineRank = _machineRank,
        MainAddress = _address,
        MainPort = _port,
        Threads = _threads,
        BindsToCores = _bindsToCores,
        MaxRestarts = _maxRestarts,
        MonitorInterval = _monitorInterval,
        Heartbeat = _heartbeat,
        Role = _role,
        LogDirectory = _logDirectory,
        Shown = _shown,
        Environment = _environment,
    };

    private string Describe(int gpus, LocalMachine machine)
    {
        var processes = _localProcesses == 1 ? "1 process" : $"{_localProcesses} processes";
        var device = gpus > 0 ? gpus == 1 ? "on the GPU" : "on a GPU each" : _threads == 1 ? "on the CPU, with 1 thread" : $"on the CPU, with {_threads} threads each";
        var more = gpus == 0 && _threads * _localProcesses < machine.Cores ? $" This machine has {machine.Cores} cores." : "";
        return $"accelerate: {processes} {device}.{more} --num-processes N starts N; accelerate config writes a configuration.";
    }

    /// <summary>As CUDA counts: what follows -1 is not visible.</summary>
    private static int CountGpus(string ids, LocalMachine machine) => ids switch
    {
        "all" => machine.Gpus,
        LaunchOptions.NoGpus => 0,
        _ => ids.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeWhile(static id => id != "-1").Count(),
    };

    private void Pass(string variable, Setting setting, string value)
    {
        if (!setting.IsDefault)
            _environment[variable] = value;
    }

    private static void RefuseElsewhere(CheckedFile? file)
    {
        if (file?.Values.DistributedType is "TPU" or "XLA")
            throw new LaunchException($"distributed_type is {file.Values.DistributedType} in {file.Path}, and there is no support for TPUs. Set it to NO, MULTI_CPU or MULTI_GPU, or give another --config-file.");
        if (string.Equals(file?.Values.Text("compute_environment"), "AMAZON_SAGEMAKER", StringComparison.OrdinalIgnoreCase))
            throw new LaunchException($"compute_environment is AMAZON_SAGEMAKER in {file!.Path}, and there is no support for SageMaker. Set it to LOCAL_MACHINE, or give another --config-file.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
