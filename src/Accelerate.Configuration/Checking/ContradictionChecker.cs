namespace Accelerate.Configuration;

/// <summary>Finds keys that contradict each other: Hugging Face's launcher or library refuses the pair, or ignores one of it silently.</summary>
internal sealed class ContradictionChecker(ConfigurationValues values, List<ConfigurationProblem> problems)
{
    private readonly string? _type = values.DistributedType;

    public void Check()
    {
        CheckSections();
        CheckProcesses();
        CheckPrecision();
        CheckDeepSpeed();
        CheckFullySharded();
        CheckMesh();
    }

    private void CheckSections()
    {
        if (_type is null)
            return;
        foreach (var (section, owner) in new[] { ("deepspeed_config", "DEEPSPEED"), ("fsdp_config", "FSDP"), ("megatron_lm_config", "MEGATRON_LM") })
        {
            if (_type != owner)
                Refuse(values.IsSet(section), section, $"'{section}' is ignored, because distributed_type is {_type}. Set 'distributed_type: {owner}', or remove the section.");
        }
    }

    private void CheckProcesses()
    {
        var processes = values.NumProcesses;
        var machines = values.Number("num_machines");
        Refuse(_type == "NO" && processes > 1, "num_processes", $"'num_processes' is {processes}, but distributed_type is NO, which is one process. Set distributed_type to MULTI_GPU or MULTI_CPU, or num_processes to 1.");
        Refuse(_type == "NO" && machines > 1, "num_machines", $"'num_machines' is {machines}, but distributed_type is NO, which is one process. Set distributed_type to MULTI_GPU or MULTI_CPU, or num_machines to 1.");
        Refuse(_type == "MULTI_GPU" && processes == 1, "num_processes", "'num_processes' is 1, but distributed_type is MULTI_GPU, which needs at least 2. Set 'distributed_type: NO', or give the number of GPUs.");
        Refuse(values.UseCpu == true && _type is not null && _type is not "MULTI_CPU" && (_type.StartsWith("MULTI_", StringComparison.Ordinal) || _type is "XLA" or "TPU"), "use_cpu", $"'use_cpu' is true, but distributed_type is {_type}. Set 'distributed_type: MULTI_CPU', or use_cpu to false.");
        Refuse(machines is { } count && values.Number("machine_rank") >= count, "machine_rank", $"'machine_rank' is {values.Number("machine_rank")}, but num_machines is {machines}: ranks count from 0 and end at {machines - 1}.");
        Refuse(machines > 1 && processes is not null && processes % machines != 0, "num_processes", $"'num_processes' is {processes}, the number on all machines together, which num_machines, {machines}, does not divide. Give a multiple of {machines}.");
    }

    private void CheckPrecision()
    {
        var precision = values.MixedPrecision;
        Refuse(values.Flag("fp16") == true && precision != "fp16", "fp16", $"'fp16' is true, but mixed_precision is {precision}. Remove fp16, the former way to say 'mixed_precision: fp16'.");
        Refuse(values.IsSet("fp8_config") && precision != "fp8", "fp8_config", $"'fp8_config' is ignored, because mixed_precision is {precision ?? "not set"}. Set 'mixed_precision: fp8', or remove the section.");
    }

    private void CheckDeepSpeed()
    {
        const string File = "deepspeed_config.deepspeed_config_file";
        if (values.IsSet(File))
        {
            foreach (var name in new[] { "zero_stage", "gradient_accumulation_steps", "gradient_clipping", "offload_optimizer_device", "offload_param_device", "offload_optimizer_nvme_path", "offload_param_nvme_path", "zero3_save_16bit_model" })
                Refuse(values.IsSet("deepspeed_config." + name), "deepspeed_config." + name, $"'{name}' is given beside deepspeed_config_file. Say it in that file, and remove it here.");
            return;
        }
        var stage = values.Number("deepspeed_config.zero_stage") ?? 2;
        if (stage != 3)
        {
            foreach (var name in new[] { "zero3_init_flag", "zero3_save_16bit_model" })
                Refuse(values.Flag("deepspeed_config." + name) == true, "deepspeed_config." + name, $"'{name}' is true, but works with ZeRO stage 3 only, and zero_stage is {Stage(stage)}. Set 'zero_stage: 3', or {name} to false.");
            Refuse(IsDevice("offload_param_device"), "deepspeed_config.offload_param_device", $"'offload_param_device' is {values.Text("deepspeed_config.offload_param_device")}, but parameters can be offloaded with ZeRO stage 3 only, and zero_stage is {Stage(stage)}. Set 'zero_stage: 3', or offload_param_device to none.");
        }
        foreach (var name in new[] { "optimizer", "param" })
        {
            var device = values.Text($"deepspeed_config.offload_{name}_device") ?? "not set";
            Refuse(
                values.IsSet($"deepspeed_config.offload_{name}_nvme_path") && !IsNone(values.Text($"deepspeed_config.offload_{name}_nvme_path")) && !string.Equals(device, "nvme", StringComparison.OrdinalIgnoreCase),
                $"deepspeed_config.offload_{name}_nvme_path",
                $"'offload_{name}_nvme_path' is ignored, because offload_{name}_device is {device}. Set 'offload_{name}_device: nvme', or remove the path.");
        }
    }

    private void CheckFullySharded()
    {
        var version = values.Number("fsdp_config.fsdp_version") ?? 1;
        var reshard = values.Text("fsdp_config.fsdp_reshard_after_forward");
        if (version == 2)
        {
            Refuse(reshard is not null && BooleanType.Parse(reshard) is null, "fsdp_config.fsdp_reshard_after_forward", $"'fsdp_reshard_after_forward' is '{reshard}', a strategy of FSDP 1, but fsdp_version is 2, where it is true or false.");
            Refuse(values.Flag("fsdp_config.fsdp_forward_prefetch") == true, "fsdp_config.fsdp_forward_prefetch", "'fsdp_forward_prefetch' is true, but FSDP 2 has no forward prefetch. Remove it, or set 'fsdp_version: 1'.");
            Refuse(Is("fsdp_config.fsdp_state_dict_type", "LOCAL_STATE_DICT"), "fsdp_config.fsdp_state_dict_type", "'fsdp_state_dict_type' is LOCAL_STATE_DICT, which FSDP 2 does not have. Use SHARDED_STATE_DICT or FULL_STATE_DICT.");
        }
        Refuse(
            version == 1 && values.Flag("fsdp_config.fsdp_cpu_ram_efficient_loading") == true && values.Flag("fsdp_config.fsdp_sync_module_states") == false,
            "fsdp_config.fsdp_sync_module_states",
            "'fsdp_sync_module_states' is false, but fsdp_cpu_ram_efficient_loading is true: only rank 0 loads the weights, and the others would keep random ones. Set it to true.");
    }

    private void CheckMesh()
    {
        const string Section = "parallelism_config.parallelism_config_";
        if (!values.IsSet("parallelism_config"))
            return;
        int Size(string name) => values.Number(Section + name) ?? 1;
        var (replicate, shard, tensor, context, sequence) = (Size("dp_replicate_size"), Size("dp_shard_size"), Size("tp_size"), Size("cp_size"), Size("sp_size"));
        Refuse(_type is "NO" or "MEGATRON_LM" or "XLA" or "TPU", "parallelism_config", $"'parallelism_config' does not go with distributed_type {_type}. Use FSDP (fsdp_version 2), DEEPSPEED or MULTI_GPU, or remove the section.");
        Refuse(_type == "FSDP" && values.Number("fsdp_config.fsdp_version") is null or 1, "parallelism_config", "'parallelism_config' needs FSDP 2, and fsdp_version is 1 unless it is set. Set 'fsdp_version: 2' in fsdp_config.");
        Refuse(context > 1 && sequence > 1, Section + "sp_size", $"The sequence is split twice: cp_size is {context} and sp_size is {sequence}. Set one of them to 1.");
        Refuse((tensor > 1 || context > 1) && replicate > 1 && shard == 1, Section + "dp_replicate_size", $"dp_replicate_size is {replicate} without sharding, which tensor or context parallelism (tp_size {tensor}, cp_size {context}) does not go with. Use dp_shard_size in its place.");
        var product = (long)replicate * shard * tensor * context * (_type == "DEEPSPEED" ? 1 : sequence);
        Refuse(values.NumProcesses is { } processes && sequence == 1 && product != processes, "parallelism_config", $"The sizes of the mesh multiply to {product}, but num_processes is {values.NumProcesses}. They must be equal.");
    }

    private string Stage(int stage) => values.IsSet("deepspeed_config.zero_stage") ? $"{stage}" : $"not set, which means {stage}";

    private bool IsDevice(string name) => values.Text("deepspeed_config." + name) is { } device && !IsNone(device);

    private bool Is(string key, string value) => string.Equals(values.Text(key), value, StringComparison.OrdinalIgnoreCase);

    private static bool IsNone(string? text) => string.Equals(text, "none", StringComparison.OrdinalIgnoreCase);

    private void Refuse(bool contradiction, string key, string message)
    {
        if (contradiction && values.Entry(key) is { } entry)
            problems.Add(new(ConfigurationProblemKind.Contradiction, message, entry.Value is YamlScalar ? entry.Value.Span : entry.Key.Span));
    }
}
