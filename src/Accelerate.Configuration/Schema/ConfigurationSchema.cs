namespace Accelerate.Configuration;

/// <summary>The keys of Hugging Face Accelerate's configuration file, at every depth, as of its version 1.15.</summary>
internal static class ConfigurationSchema
{
    private const string NoTpu = "Accelerate for .NET does not run on TPUs.";
    private const string NoCompiler = "there is no torch.compile in .NET.";

    private static readonly KeyType s_flag = new BooleanType();
    private static readonly KeyType s_text = new TextType();
    private static readonly KeyType s_texts = new TextListType();
    private static readonly KeyType s_count = new IntegerType(0);
    private static readonly KeyType s_size = new IntegerType(1);
    private static readonly KeyType s_number = new NumberType();
    private static readonly KeyType s_auto = new ChoiceType("auto");
    private static readonly KeyType s_offload = new ChoiceType("none", "cpu", "nvme");

    private static readonly SectionType s_dynamo = new("dynamo_",
        new("dynamo_backend", s_text),
        new("dynamo_mode", new ChoiceType("default", "reduce-overhead", "max-autotune", "max-autotune-no-cudagraphs")),
        new("dynamo_use_dynamic", s_flag),
        new("dynamo_use_fullgraph", s_flag),
        new("dynamo_use_regional_compilation", s_flag));

    private static readonly SectionType s_deepSpeed = new("",
        new("deepspeed_config_file", s_text),
        new("zero_stage", new IntegerType(0, 3)),
        new("offload_optimizer_device", s_offload),
        new("offload_param_device", s_offload),
        new("offload_optimizer_nvme_path", s_text),
        new("offload_param_nvme_path", s_text),
        new("gradient_accumulation_steps", new EitherType(s_size, s_auto)),
        new("gradient_clipping", new EitherType(s_number, s_auto)),
        new("zero3_init_flag", s_flag),
        new("zero3_save_16bit_model", s_flag),
        new("deepspeed_hostfile", s_text),
        new("deepspeed_exclusion_filter", s_text),
        new("deepspeed_inclusion_filter", s_text),
        new("deepspeed_multinode_launcher", new ChoiceType("pdsh", "standard", "openmpi", "mvapich", "mpich", "nossh", "slurm")),
        new("deepspeed_moe_layer_cls_names", s_texts));

    private static readonly ChoiceType s_shardingStrategy = new("FULL_SHARD", "SHARD_GRAD_OP", "NO_SHARD", "HYBRID_SHARD", "HYBRID_SHARD_ZERO2", "1", "2", "3", "4", "5");

    private static readonly SectionType s_fsdp = new("fsdp_",
        new("fsdp_version", new IntegerType(1, 2)),
        new("fsdp_sharding_strategy", s_shardingStrategy),
        new("fsdp_reshard_after_forward", new EitherType(s_flag, s_shardingStrategy)),
        new("fsdp_offload_params", s_flag),
        new("fsdp_auto_wrap_policy", new ChoiceType("TRANSFORMER_BASED_WRAP", "SIZE_BASED_WRAP", "NO_WRAP")),
        new("fsdp_transformer_layer_cls_to_wrap", s_texts),
        new("fsdp_min_num_params", s_number),
        new("fsdp_backward_prefetch", new ChoiceType("BACKWARD_PRE", "BACKWARD_POST", "NO_PREFETCH")),
        new("fsdp_backward_prefetch_policy", new ChoiceType("BACKWARD_PRE", "BACKWARD_POST", "NO_PREFETCH")),
        new("fsdp_state_dict_type", new ChoiceType("FULL_STATE_DICT", "LOCAL_STATE_DICT", "SHARDED_STATE_DICT")),
        new("fsdp_forward_prefetch", s_flag),
        new("fsdp_use_orig_params", s_flag),
        new("fsdp_cpu_ram_efficient_loading", s_flag),
        new("fsdp_sync_module_states", s_flag),
        new("fsdp_activation_checkpointing", s_flag));

    private static readonly SectionType s_parallelism = new("parallelism_config_",
        new("parallelism_config_dp_replicate_size", s_size),
        new("parallelism_config_dp_shard_size", s_size),
        new("parallelism_config_tp_size", s_size),
        new("parallelism_config_cp_size", s_size),
        new("parallelism_config_cp_backend", new ChoiceType("torch")),
        new("parallelism_config_cp_comm_strategy", new ChoiceType("allgather", "alltoall")),
        new("parallelism_config_sp_size", s_size),
        new("parallelism_config_sp_backend", new ChoiceType("deepspeed")),
        new("parallelism_config_sp_seq_length", s_size),
        new("parallelism_config_sp_seq_length_is_variable", s_flag),
        new("parallelism_config_sp_attn_implementation", s_text));

    private static readonly SectionType s_megatron = new("megatron_lm_",
        new("megatron_lm_tp_degree", s_size),
        new("megatron_lm_pp_degree", s_size),
        new("megatron_lm_num_micro_batches", s_size),
        new("megatron_lm_gradient_clipping", s_number),
        new("megatron_lm_sequence_parallelism", s_flag),
        new("megatron_lm_recompute_activations", s_flag),
        new("megatron_lm_recompute_granularity", s_text),
        new("megatron_lm_recompute_method", s_text),
        new("megatron_lm_recompute_num_layers", s_size),
        new("megatron_lm_use_distributed_optimizer", s_flag),
        new("megatron_lm_use_custom_fsdp", s_flag),
        new("megatron_lm_no_load_optim", s_flag),
        new("megatron_lm_no_save_optim", s_flag),
        new("megatron_lm_eod_mask_loss", s_flag),
        new("megatron_lm_overlap_cpu_optimizer_d2h_h2d", s_flag),
        new("megatron_lm_optimizer_cpu_offload", s_flag),
        new("megatron_lm_use_precision_aware_optimizer", s_flag),
        new("megatron_lm_decoder_last_pipeline_num_layers", s_size),
        new("megatron_lm_attention_backend", s_flag),
        new("megatron_lm_expert_model_parallel_size", s_size),
        new("megatron_lm_expert_tensor_parallel_size", s_size),
        new("megatron_lm_context_parallel_size", s_size),
        new("megatron_lm_attention_dropout", s_number),
        new("megatron_lm_hidden_dropout", s_number),
        new("megatron_lm_attention_softmax_in_fp32", s_flag),
        new("megatron_lm_calculate_per_token_loss", s_flag),
        new("megatron_lm_use_rotary_position_embeddings", s_flag));

    private static readonly SectionType s_fp8 = new("",
        new("backend", new ChoiceType("AO", "TE", "MSAMP")),
        new("fp8_format", new ChoiceType("HYBRID", "E4M3", "E5M2")),
        new("margin", s_count),
        new("interval", s_size),
        new("use_autocast_during_eval", s_flag),
        new("override_linear_precision", s_texts),
        new("amax_history_length", s_size),
        new("amax_history_len", s_size),
        new("amax_compute_algorithm", new ChoiceType("max", "most_recent")),
        new("amax_compute_algo", new ChoiceType("max", "most_recent")),
        new("optimization_level", new ChoiceType("O1", "O2")),
        new("opt_level", new ChoiceType("O1", "O2")),
        new("use_mxfp8_block_scaling", s_flag),
        new("enable_fsdp_float8_all_gather", s_flag),
        new("pad_inner_dim", s_flag));

    private static readonly ConfigurationKey[] s_everywhere =
    [
        new("compute_environment", new ChoiceType("LOCAL_MACHINE", "AMAZON_SAGEMAKER")),
        new("mixed_precision", new ChoiceType("no", "fp16", "bf16", "fp8", "false")),
        new("use_cpu", s_flag),
        new("debug", s_flag),
        new("num_processes", new EitherType(s_size, new ChoiceType("-1"))),
        new("num_machines", s_size),
        new("gpu_ids", s_texts),
        new("enable_cpu_affinity", s_flag),
        new("dynamo_config", s_dynamo, NoCompiler),
        new("dynamo_backend", s_text, NoCompiler),
        new("fp16", s_flag),
    ];

    /// <summary>The file of one's own machines.</summary>
    public static SectionType Local { get; } = new("",
    [
        .. s_everywhere,
        new("distributed_type", new ChoiceType(
            "NO", "MULTI_CPU", "MULTI_GPU", "MULTI_NPU", "MULTI_MLU", "MULTI_SDAA", "MULTI_MUSA", "MULTI_XPU", "MULTI_HPU", "MULTI_NEURON",
            "DEEPSPEED", "FSDP", "XLA", "TPU", "MEGATRON_LM")),
        new("machine_rank", s_count),
        // Ours alone: Hugging Face has it on the command line only, and refuses a file with it.
        new("num_cpu_threads_per_process", s_size),
        new("main_process_ip", s_text),
        new("main_process_port", new IntegerType(0, 65535)),
        new("rdzv_backend", s_text),
        new("same_network", s_flag),
        new("main_training_function", s_text),
        new("downcast_bf16", s_flag, NoTpu),
        new("tpu_name", s_text, NoTpu),
        new("tpu_zone", s_text, NoTpu),
        new("tpu_use_cluster", s_flag, NoTpu),
        new("tpu_use_sudo", s_flag, NoTpu),
        new("tpu_vm", s_texts, NoTpu),
        new("tpu_env", s_texts, NoTpu),
        new("command_file", s_text, NoTpu),
        new("commands", s_texts, NoTpu),
        new("deepspeed_config", s_deepSpeed),
        new("fsdp_config", s_fsdp),
        new("parallelism_config", s_parallelism),
        new("megatron_lm_config", s_megatron),
        new("mpirun_config", new SectionType("", new ConfigurationKey("mpirun_hostfile", s_text), new ConfigurationKey("mpirun_ccl", s_text))),
        new("fp8_config", s_fp8),
    ]);

    /// <summary>The file of a SageMaker job.</summary>
    public static SectionType SageMaker { get; } = new("",
    [
        .. s_everywhere,
        new("distributed_type", new ChoiceType("NO", "DATA_PARALLEL", "MODEL_PARALLEL")),
        new("ec2_instance_type", s_text),
        new("iam_role_name", s_text),
        new("image_uri", s_text),
        new("profile", s_text),
        new("region", s_text),
        new("base_job_name", s_text),
        new("pytorch_version", s_text),
        new("transformers_version", s_text),
        new("py_version", s_text),
        new("sagemaker_inputs_file", s_text),
        new("sagemaker_metrics_file", s_text),
        new("additional_args", new AnyType()),
    ]);
}
