using Accelerate.Cli.Launching;
using Xunit;

namespace Accelerate.Cli.Tests.Launching;

public sealed class ForeignOptionTests
{
    /// <summary>All options of Hugging Face's launcher, families with what their members differ in.</summary>
    private static readonly string[] s_options =
    [
        .. Names("", "config_file quiet module no_python debug cpu multi_gpu tpu mixed_precision num_processes num_machines num_cpu_threads_per_process enable_cpu_affinity use_deepspeed use_fsdp use_parallelism_config use_megatron_lm"),
        .. Names("", "gpu_ids same_network machine_rank main_process_ip main_process_port tee log_dir role rdzv_backend rdzv_conf max_restarts monitor_interval tpu_cluster no_tpu_cluster tpu_use_sudo vm env main_training_function downcast_bf16"),
        .. Names("", "zero_stage offload_optimizer_device offload_param_device offload_optimizer_nvme_path offload_param_nvme_path gradient_accumulation_steps gradient_clipping zero3_init_flag zero3_save_16bit_model"),
        .. Names("", "aws_access_key_id aws_secret_access_key mpirun_hostfile"),
        .. Names("dynamo_", "backend mode use_fullgraph use_dynamic use_regional_compilation"),
        .. Names("deepspeed_", "config_file hostfile exclusion_filter inclusion_filter multinode_launcher moe_layer_cls_names"),
        .. Names("fsdp_", "version offload_params min_num_params sharding_strategy reshard_after_forward auto_wrap_policy transformer_layer_cls_to_wrap backward_prefetch state_dict_type forward_prefetch use_orig_params cpu_ram_efficient_loading sync_module_states activation_checkpointing"),
        .. Names("megatron_lm_", "tp_degree pp_degree num_micro_batches gradient_clipping sequence_parallelism recompute_activations use_distributed_optimizer no_load_optim attention_backend"),
        .. Names("fp8_", "backend use_autocast_during_eval margin interval format amax_history_len amax_compute_algo override_linear_precision opt_level enable_fsdp_float8_all_gather pad_inner_dim"),
        .. Names("parallelism_config_", "dp_replicate_size dp_shard_size tp_size cp_size sp_size cp_backend cp_comm_strategy sp_backend sp_seq_length sp_seq_length_is_variable sp_attn_implementation"),
        "-h", "-q", "-m", "-t",
    ];

    [Fact]
    public void Each_option_of_Hugging_Faces_launcher_is_known_or_refused_with_its_reason()
    {
        var known = new LaunchCommand(static _ => null).Options.SelectMany(static option => option.Aliases.Append(option.Name)).Append("-h").ToHashSet();
        Assert.All(s_options, option => Assert.True(known.Contains(option) ^ ForeignOptions.ReasonFor(option) is not null, option));
    }

    [Fact]
    public void An_option_that_nobody_has_is_not_taken_for_one_of_a_family() =>
        Assert.All(["--num-procesess", "--zer", "--envy", "--vms", "--quietly"], static option => Assert.Null(ForeignOptions.ReasonFor(option)));

    private static IEnumerable<string> Names(string family, string names) => names.Split(' ').Select(name => $"--{family}{name}".Replace('_', '-'));
}
