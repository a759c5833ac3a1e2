namespace Accelerate.Cli.Launching;

/// <summary>The values of a launch, under the names that Hugging Face's launcher has for them.</summary>
internal static class LaunchOptions
{
    public static readonly LaunchOption
        NumProcesses = new("num-processes", "The number of processes, on all machines together. Default: one for each GPU, or one.", "ACCELERATE_NUM_PROCESSES", "num_processes"),
        NumMachines = new("num-machines", "The number of machines; accelerate launch is run on each.", "ACCELERATE_NUM_MACHINES", "num_machines"),
        MachineRank = new("machine-rank", "The number of this machine, from 0, the main one.", "ACCELERATE_MACHINE_RANK", "machine_rank"),
        MainProcessIp = new("main-process-ip", "The address of the main machine.", "ACCELERATE_MAIN_PROCESS_IP", "main_process_ip"),
        MainProcessPort = new("main-process-port", "The port on the main machine where the processes meet; 0 takes a free one, on one machine.", "ACCELERATE_MAIN_PROCESS_PORT", "main_process_port"),
        Cpu = new("cpu", "Train on the CPU even where there is a GPU.", "ACCELERATE_USE_CPU", "use_cpu", IsFlag: true),
        GpuIds = new("gpu-ids", "The GPUs to use, such as 0,2, or all.", "CUDA_VISIBLE_DEVICES", "gpu_ids"),
        NumCpuThreads = new("num-cpu-threads-per-process", "The threads that each process computes with. Default: the cores divided among the processes.", "OMP_NUM_THREADS", "num_cpu_threads_per_process"),
        MixedPrecision = new("mixed-precision", "The precision of prepared models: no, fp16 or bf16.", "ACCELERATE_MIXED_PRECISION", "mixed_precision"),
        GradientAccumulationSteps = new("gradient-accumulation-steps", "How many batches make an optimizer step.", "ACCELERATE_GRADIENT_ACCUMULATION_STEPS", "deepspeed_config.gradient_accumulation_steps"),
        Debug = new("debug", "Check before each collective that all ranks call the same one.", "ACCELERATE_DEBUG_MODE", "debug", IsFlag: true),
        Heartbeat = new("heartbeat", "How many seconds a rank may be silent before the others give it up after at most twice as many; 0 waits for ever.", "ACCELERATE_HEARTBEAT"),
        MaxRestarts = new("max-restarts", "How often the processes are started again after a failure.", "ACCELERATE_MAX_RESTARTS"),
        MonitorInterval = new("monitor-interval", "How many seconds the other processes have to end once one has failed.", "ACCELERATE_MONITOR_INTERVAL"),
        LogDir = new("log-dir", "A folder for what each process writes: attempt_0/1/stdout.log and stderr.log of local rank 1.", "ACCELERATE_LOG_DIR"),
        Tee = new("tee", "What is shown of what --log-dir keeps: 0 nothing, 1 output, 2 errors, 3 both, or by local rank: 0:3,1:2.", "ACCELERATE_TEE"),
        Role = new("role", "What the processes are called in front of their lines.", "ACCELERATE_ROLE");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<LaunchOption> All { get; } =
    [
        NumProcesses, NumMachines, MachineRank, MainProcessIp, MainProcessPort, Cpu, GpuIds, NumCpuThreads, MixedPrecision, GradientAccumulationSteps, Debug, Heartbeat,
        MaxRestarts, MonitorInterval, LogDir, Tee, Role,
    ];
}
