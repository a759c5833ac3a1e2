namespace Accelerate.Cli.Launching;

/// <summary>Why options of Hugging Face's launcher are refused that have no meaning here.</summary>
internal static class ForeignOptions
{
    private static readonly (string Prefix, string Reason)[] s_families =
    [
        ("dynamo-", "there is no torch.compile in .NET"),
        ("use-deepspeed", "DeepSpeed is a Python library. Ask for sharding in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("deepspeed-", "DeepSpeed is a Python library. Ask for sharding in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("zero", "DeepSpeed is a Python library. Ask for sharding in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("offload-", "DeepSpeed is a Python library. Ask for sharding in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("gradient-clipping", "clipping is the program's: call accelerator.ClipGradNorm, or set MaxGradientNorm"),
        ("use-fsdp", "sharding is asked for in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("fsdp-", "sharding is asked for in the program, by AcceleratorOptions.Sharding, or in the configuration file"),
        ("use-megatron", "Megatron-LM is a Python library"),
        ("megatron-", "Megatron-LM is a Python library"),
        ("use-parallelism-config", "there is data parallelism only"),
        ("parallelism-config-", "there is data parallelism only"),
        ("fp8-", "there is no FP8 training in .NET; --mixed-precision bf16 is the narrowest"),
        ("tpu", "there is no support for TPUs"),
        ("no-tpu", "there is no support for TPUs"),
        ("vm", "there is no support for TPUs"),
        ("env", "there is no support for TPUs, which it is for. Set variables in front of the command: NAME=value accelerate launch …"),
        ("downcast-bf16", "there is no support for TPUs"),
        ("main-training-function", "there is no support for TPUs, which it is for"),
        ("aws-", "there is no support for SageMaker"),
        ("mpirun-hostfile", "mpirun can start the program itself: mpirun --hostfile FILE -n N PROGRAM"),
        ("multi-gpu", "as many GPUs are used as there are processes: give --num-processes"),
        ("rdzv-", "the processes always meet at --main-process-ip and --main-process-port"),
        ("same-network", "the processes always meet at --main-process-ip and --main-process-port"),
        ("module", "it runs Python modules. Give a project folder, a .csproj, a .dll, a .cs file or an executable"),
        ("no-python", "nothing is run by Python here. Give the executable itself"),
        ("quiet", "the launcher says little: the first cause of a failure, and what it runs on where nobody configured that"),
    ];

    private static readonly Dictionary<string, string> s_letters = new() { ["-m"] = "module", ["-q"] = "quiet" };

    /// <summary>Why the option is refused; null for one that Hugging Face's launcher does not have either.</summary>
    public static string? ReasonFor(string option)
    {
        var name = s_letters.GetValueOrDefault(option) ?? option.TrimStart('-');
        foreach (var (prefix, reason) in s_families)
        {
            if (name == prefix || (prefix[^1] is '-' || prefix is "zero" or "tpu" or "no-tpu" or "use-megatron") && name.StartsWith(prefix, StringComparison.Ordinal))
                return reason;
        }
        return null;
    }
}
