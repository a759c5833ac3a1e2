using Accelerate.Configuration;
using Accelerate.Testing;
using Xunit;

namespace Accelerate.Tests.Configuration;

public sealed class ConfigurationFileTests
{
    /// <summary>As `accelerate config` writes it, with the keys of every section.</summary>
    private const string DeepSpeedFile = """
        compute_environment: LOCAL_MACHINE
        debug: false
        deepspeed_config:
          deepspeed_multinode_launcher: standard
          gradient_accumulation_steps: 4
          gradient_clipping: 1.0
          offload_optimizer_device: none
          offload_param_device: none
          zero3_init_flag: true
          zero3_save_16bit_model: true
          zero_stage: 3
        distributed_type: DEEPSPEED
        downcast_bf16: 'no'
        enable_cpu_affinity: false
        machine_rank: 0
        main_training_function: main
        mixed_precision: bf16
        num_machines: 2
        num_processes: 16
        rdzv_backend: static
        same_network: true
        tpu_env: []
        tpu_use_cluster: false
        tpu_use_sudo: false
        use_cpu: false
        """;

    [Fact]
    public void A_file_that_Hugging_Face_wrote_is_right()
    {
        var file = ConfigurationFile.Parse(DeepSpeedFile);
        Assert.Empty(file.Problems);
        Assert.Equal(("DEEPSPEED", "bf16", 16, 4), (file.Values.DistributedType, file.Values.MixedPrecision, file.Values.NumProcesses, file.Values.GradientAccumulationSteps));
        Assert.Equal("deepspeed_config.zero_stage is 3", file.Values.Sharding?.Reason);
        Assert.True(file.Values.Sharding!.HoldsOneModel);
    }

    [Fact]
    public void Prefixes_may_be_left_out_and_sections_written_in_braces()
    {
        var file = ConfigurationFile.Parse("{distributed_type: FSDP, fsdp_config: {version: 2, fsdp_reshard_after_forward: true, offload_params: no}}");
        Assert.Empty(file.Problems);
        Assert.Equal("distributed_type is FSDP and fsdp_config.fsdp_version is 2", file.Values.Sharding?.Reason);
    }

    [Fact]
    public void Anchors_are_followed()
    {
        var file = ConfigurationFile.Parse("distributed_type: DEEPSPEED\ndeepspeed_config:\n  offload_optimizer_device: &where cpu\n  offload_param_device: *where\n  zero_stage: 3\n");
        Assert.Empty(file.Problems);
        Assert.Equal("cpu", file.Values.Text("deepspeed_config.offload_param_device"));
    }

    [Theory]
    [InlineData("distributed_type: NO\nmixed_precison: bf16", "2:1", "Did you mean 'mixed_precision'?")]
    [InlineData("distributed_type: NO\nmixedPrecision: bf16", "2:1", "Did you mean 'mixed_precision'?")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stag: 2", "3:3", "no key 'zero_stag' in deepspeed_config. Did you mean 'zero_stage'?")]
    [InlineData("distributed_type: DEEPSPEED\nzero_stage: 2", "2:1", "It belongs in the section 'deepspeed_config'.")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  num_processes: 2", "3:3", "It belongs at the top of the file.")]
    [InlineData("distributed_type: NO\nlearning: 1", "2:1", "Remove it, or correct its name.")]
    [InlineData("compute_environment: AMAZON_SAGEMAKER\ndistributed_type: NO\ntpu_name: x", "3:1", "no key 'tpu_name'")]
    public void An_unknown_key_is_named_where_it_stands_with_the_one_meant(string text, string place, string message) =>
        AssertProblem(text, ConfigurationProblemKind.UnknownKey, place, message);

    [Theory]
    [InlineData("distributed_type: MULTI_GPUS", "1:19", "Did you mean 'MULTI_GPU'?")]
    [InlineData("distributed_type: NO\nuse_cpu: maybe", "2:10", "'use_cpu' is 'maybe'. It is true or false.")]
    [InlineData("distributed_type: MULTI_GPU\nnum_processes: two", "2:16", "at least 1")]
    [InlineData("distributed_type: MULTI_GPU\nnum_processes: [2]", "2:1", "'num_processes' is a list.")]
    [InlineData("distributed_type: NO\nmain_process_port: 70000", "2:20", "from 0 to 65535")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 4", "3:15", "from 0 to 3")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config: 2", "2:19", "a section")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_auto_wrap_policy: TRANSFORMER_WRAP", "3:26", "TRANSFORMER_BASED_WRAP, SIZE_BASED_WRAP or NO_WRAP")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  gradient_clipping: much", "3:22", "a number of at least 0, or auto")]
    public void A_value_of_the_wrong_type_is_named_where_it_stands_with_what_is_accepted(string text, string place, string message) =>
        AssertProblem(text, ConfigurationProblemKind.WrongValue, place, message);

    [Theory]
    [InlineData("distributed_type: NO\nnum_processes: 4", "2:16", "one process")]
    [InlineData("distributed_type: NO\nnum_machines: 2", "2:15", "one process")]
    [InlineData("distributed_type: MULTI_GPU\nnum_processes: 1", "2:16", "at least 2")]
    [InlineData("distributed_type: MULTI_GPU\nuse_cpu: true", "2:10", "MULTI_CPU")]
    [InlineData("distributed_type: MULTI_GPU\nnum_machines: 2\nmachine_rank: 2", "3:15", "end at 1")]
    [InlineData("distributed_type: MULTI_GPU\nnum_machines: 2\nnum_processes: 5", "3:16", "multiple of 2")]
    [InlineData("distributed_type: MULTI_GPU\ndeepspeed_config:\n  zero_stage: 2", "2:1", "ignored, because distributed_type is MULTI_GPU")]
    [InlineData("distributed_type: DEEPSPEED\nfsdp_config:\n  fsdp_version: 2", "2:1", "ignored, because distributed_type is DEEPSPEED")]
    [InlineData("distributed_type: NO\nfp16: true\nmixed_precision: bf16", "2:7", "mixed_precision is bf16")]
    [InlineData("distributed_type: NO\nfp8_config:\n  backend: TE", "2:1", "mixed_precision is not set")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 2\n  zero3_init_flag: true", "4:20", "stage 3 only")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero3_save_16bit_model: true", "3:27", "not set, which means 2")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 1\n  offload_param_device: cpu", "4:25", "stage 3 only")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  offload_optimizer_device: cpu\n  offload_optimizer_nvme_path: /nvme", "4:32", "Set 'offload_optimizer_device: nvme'")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  deepspeed_config_file: ds.json\n  zero_stage: 2", "4:15", "beside deepspeed_config_file")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n  fsdp_reshard_after_forward: FULL_SHARD", "4:31", "a strategy of FSDP 1")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n  fsdp_state_dict_type: LOCAL_STATE_DICT", "4:25", "SHARDED_STATE_DICT")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n  fsdp_forward_prefetch: true", "4:26", "no forward prefetch")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_cpu_ram_efficient_loading: true\n  fsdp_sync_module_states: false", "4:28", "only rank 0 loads")]
    [InlineData("distributed_type: FSDP\nparallelism_config:\n  tp_size: 2", "2:1", "needs FSDP 2")]
    [InlineData("distributed_type: NO\nparallelism_config:\n  tp_size: 2", "2:1", "does not go with distributed_type NO")]
    [InlineData("distributed_type: MULTI_GPU\nparallelism_config:\n  cp_size: 2\n  sp_size: 2", "4:12", "split twice")]
    [InlineData("distributed_type: MULTI_GPU\nparallelism_config:\n  tp_size: 2\n  dp_replicate_size: 2", "4:22", "without sharding")]
    [InlineData("distributed_type: MULTI_GPU\nnum_processes: 8\nparallelism_config:\n  dp_shard_size: 2\n  tp_size: 2", "3:1", "multiply to 4, but num_processes is 8")]
    [InlineData("distributed_type: NO\ndebug: true\ndebug: false", "3:1", "given twice at the top of the file, first in line 2")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_version: 2\n  version: 1", "4:3", "given twice in fsdp_config")]
    public void A_contradiction_is_told_where_it_can_be_mended(string text, string place, string message) =>
        AssertProblem(text, ConfigurationProblemKind.Contradiction, place, message);

    [Theory]
    [InlineData("distributed_type: MULTI_GPU\nnum_processes: -1\nnum_machines: 1\nmachine_rank: 0")]
    [InlineData("distributed_type: MULTI_CPU\nuse_cpu: yes\nnum_processes: 4\nmpirun_config:\n  mpirun_hostfile: hosts")]
    [InlineData("distributed_type: 'NO'\nmixed_precision: no\ngpu_ids: all\nnum_processes: 1\ndeepspeed_config: {}\nfsdp_config:")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 3\n  offload_param_device: nvme\n  offload_param_nvme_path: /nvme\n  gradient_accumulation_steps: auto")]
    [InlineData("distributed_type: FSDP\nnum_processes: 8\nfsdp_config:\n  fsdp_version: 2\n  fsdp_min_num_params: 1e8\nparallelism_config:\n  parallelism_config_dp_shard_size: 4\n  parallelism_config_tp_size: 2")]
    [InlineData("distributed_type: MULTI_GPU\nmixed_precision: fp8\nfp8_config:\n  backend: TE\n  fp8_format: HYBRID\n  override_linear_precision: [false, false, true]")]
    [InlineData("compute_environment: AMAZON_SAGEMAKER\ndistributed_type: DATA_PARALLEL\nec2_instance_type: ml.p3.2xlarge\nregion: us-east-1\nadditional_args: {anything: [1]}")]
    public void What_belongs_together_is_left_alone(string text) => Assert.Empty(ConfigurationFile.Parse(text).Problems);

    [Theory]
    [InlineData("", "1:1", "The file is empty.")]
    [InlineData("# nothing yet\n", "1:1", "The file is empty.")]
    [InlineData("- a\n- b\n", "1:1", "The file is a list.")]
    [InlineData("distributed_type: [NO\nuse_cpu: true\n", "1:19", "never closed")]
    [InlineData("distributed_type: NO\n---\nuse_cpu: true\n", "2:1", "one document")]
    [InlineData("distributed_type: NO\n  use_cpu: true\n", "2:", "This is not YAML")]
    [InlineData("distributed_type: *kind\n", "1:19", "names no anchor")]
    [InlineData("? [a]\n: 1\n", "1:3", "A key is a list here.")]
    public void A_text_that_is_no_configuration_is_refused_where_it_goes_wrong(string text, string place, string message) =>
        AssertProblem(text, ConfigurationProblemKind.Unreadable, place, message);

    [Fact]
    public void Nesting_without_end_is_refused() =>
        AssertProblem("distributed_type: " + new string('[', 5000), ConfigurationProblemKind.Unreadable, "", "nested more than 64 deep");

    [Fact]
    public void No_damage_to_a_file_makes_reading_throw()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = DeepSpeedFile.ToCharArray();
            for (var damage = 0; damage < 3; damage++)
                text[random.Next(text.Length)] = "[]{}:,&*!|>'\"%@`#-?\n\t \0\uFFFD"[random.Next(24)];
            var file = ConfigurationFile.Parse(new(text, 0, random.Next(text.Length)));
            Assert.All(file.Problems, problem => Assert.False(string.IsNullOrEmpty(problem.Message)));
        }
    }

    [Theory]
    [InlineData("mixed_precision: bf16", "1:1")]
    [InlineData("# mine\ndistributed_type:\nuse_cpu: true", "2:1")]
    public void A_file_must_say_how_training_is_distributed(string text, string place) =>
        AssertProblem(text, ConfigurationProblemKind.MissingKey, place, "'distributed_type' is missing");

    [Fact]
    public void A_key_without_effect_is_no_mistake_but_told()
    {
        var problem = AssertProblem("distributed_type: NO\ndynamo_config:\n  dynamo_backend: INDUCTOR", ConfigurationProblemKind.NoEffect, "2:1", "no torch.compile");
        Assert.False(problem.IsError);
        Assert.Empty(ConfigurationFile.Parse("distributed_type: NO\ntpu_use_sudo: false\ndowncast_bf16: 'no'\ntpu_env: []").Problems);
    }

    [Theory]
    [InlineData("distributed_type: DEEPSPEED", true)]
    [InlineData("distributed_type: deepspeed\ndeepspeed_config:\n  zero_stage: 1", true)]
    [InlineData("deepspeed_config:\n  zero_stage: 3", true)]
    [InlineData("distributed_type: MEGATRON_LM", true)]
    [InlineData("distributed_type: FSDP", false)]
    public void Sharding_is_recognized(string text, bool holdsOneModel) => Assert.Equal(holdsOneModel, ConfigurationFile.Parse(text).Values.Sharding?.HoldsOneModel);

    [Theory]
    [InlineData("distributed_type: NO")]
    [InlineData("distributed_type: MULTI_GPU")]
    [InlineData("distributed_type: DEEPSPEED\ndeepspeed_config:\n  zero_stage: 0")]
    [InlineData("distributed_type: FSDP\nfsdp_config:\n  fsdp_sharding_strategy: NO_SHARD")]
    [InlineData("not yaml: [")]
    public void What_does_not_shard_is_not_taken_for_sharding(string text) => Assert.Null(ConfigurationFile.Parse(text).Values.Sharding);

    [Fact]
    public void Every_key_is_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "configuration.md"));
        foreach (var key in ConfigurationSchema.Local.Keys.Concat(ConfigurationSchema.SageMaker.Keys))
        {
            Assert.Contains($"`{key.Name}`", page);
            if (key.Type is SectionType section)
                Assert.All(section.Keys, inner => Assert.Contains(inner.Name, page.Split('\n').Single(line => line.StartsWith($"| `{key.Name}` |"))));
        }
    }

    private static ConfigurationProblem AssertProblem(string text, ConfigurationProblemKind kind, string place, string message)
    {
        var problem = Assert.Single(ConfigurationFile.Parse(text).Problems);
        Assert.Equal(kind, problem.Kind);
        Assert.StartsWith(place, problem.ToString());
        Assert.Contains(message, problem.Message);
        return problem;
    }
}
