namespace Accelerate.Cli.Launching;

/// <summary>The values of a launch, under the names that Hugging Face's launcher has for them.</summary>
internal static class LaunchOptions
{
    /// <summary>The GPUs where <c>CUDA_VISIBLE_DEVICES</c> is set to nothing.</summary>
    public const string NoGpus = "none";

    public static readonly LaunchOption
        NumProcesses = new("num-processes", "The number of processes, on all machines together. Default: one for each GPU, or one.", "num_processes", "WORLD_SIZE"),
        NumMachines = new("num-machines", "The number of machines; accelerate launch is run on each.", "num_machines", "ACCELERATE_NUM_MACHINES"),
        MachineRank = new("machine-rank", "The number of this machine, from 0, the main one.", "machine_rank", "GROUP_RANK", "NODE_RANK"),
        MainProcessIp = new("main-process-ip", "The address of the main machine.", "main_process_ip", "MASTER_ADDR"),
        MainProcessPort = new("main-process-port", "The port on the main machine where the processes meet; 0 takes a free one, on one machine.", "main_process_port", "MASTER_PORT"),
        Cpu = new("cpu", "Train on the CPU even where there is a GPU.", "use_cpu", "ACCELERATE_USE_CPU") { IsFlag = true },
        GpuIds = new("gpu-ids", "The GPUs to use, such as 0,2, or all, or none.", "gpu_ids", "CUDA_VISIBLE_DEVICES") { EmptyMeans = NoGpus },
        NumCpuThreads = new("num-cpu-threads-per-process", "The threads that each process computes with. Default: the cores divided among the processes.", "num_cpu_threads_per_process", "OMP_NUM_THREADS"),
        EnableCpuAffinity = new("enable-cpu-affinity", "Bind each process of this machine to its share of the cores.", "enable_cpu_affinity", "ACCELERATE_CPU_AFFINITY") { IsFlag = true },
        MixedPrecision = new("mixed-precision", "The precision of prepared models: no, fp16 or bf16.", "mixed_precision", "ACCELERATE_MIXED_PRECISION"),
        GradientAccumulationSteps = new("gradient-accumulation-steps", "How many batches make an optimizer step.", "deepspeed_config.gradient_accumulation_steps", "ACCELERATE_GRADIENT_ACCUMULATION_STEPS"),
        Debug = new("debug", "Check before each collective that all ranks call the same one.", "debug", "ACCELERATE_DEBUG_MODE") { IsFlag = true },
        Heartbeat = new("heartbeat", "How many seconds a rank may be silent; after at most twice as many the others give it up. 0 waits for ever.", null, "ACCELERATE_HEARTBEAT"),
        MaxRestarts = new("max-restarts", "How often the processes are started again after a failure.", null, "ACCELERATE_MAX_RESTARTS"),
        MonitorInterval = new("monitor-interval", "How many seconds the other processes have to end once one has failed.", null, "ACCELERATE_MONITOR_INTERVAL"),
        LogDir = new("log-dir", "A folder for what each process writes: attempt_0/1/stdout.log and stderr.log of rank 1.", null, "ACCELERATE_LOG_DIR"),
        Tee = new("tee", "What is shown of what --log-dir keeps: 0 nothing, 1 output, 2 errors, 3 both, or by local rank: 0:3,1:2.", null, "ACCELERATE_TEE") { Letter = "-t" },
        Role = new("role", "What the processes are called in front of their lines.", null, "ACCELERATE_ROLE");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<LaunchOption> All { get; } =
    [
        NumProcesses, NumMachines, MachineRank, MainProcessIp, MainProcessPort, Cpu, GpuIds, NumCpuThreads, EnableCpuAffinity, MixedPrecision, GradientAccumulationSteps, Debug, Heartbeat,
        MaxRestarts, MonitorInterval, LogDir, Tee, Role,
    ];
}
