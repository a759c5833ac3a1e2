using Accelerate.Testing;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel.BatchNorm;

/// <summary>What several ranks compute with synchronized batch norms is what one process does with the rows of all of them.</summary>
public sealed class SynchronizedTests
{
    public static TheoryData<int, int> Sizes { get; } = new MatrixTheoryData<int, int>([1, 2, 3, 4], [1, 2, 3]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Outputs_gradients_and_running_statistics_are_those_of_one_process(int ranks, int dimensions) =>
        Check(ranks, dimensions, () => NormCase.Module(dimensions));

    [Fact]
    public void Running_statistics_can_be_the_plain_mean_of_all_batches() => Check(2, 2, () => NormCase.Module(2, momentum: null));

    [Fact]
    public void A_module_may_have_no_scale_and_shift() => Check(3, 1, () => NormCase.Module(1, affine: false));

    [Fact]
    public void A_module_may_track_nothing() => Check(2, 2, () => NormCase.Module(2, track: false));

    [Fact]
    public void Only_scale_and_shift_may_need_gradients() => Check(2, 2, () => NormCase.Module(2), inputNeedsGradient: false);

    [Fact]
    public void Only_the_input_may_need_gradients() => Check(2, 2, () =>
    {
        var module = NormCase.Module(2);
        module.weight.requires_grad = module.bias.requires_grad = false;
        return module;
    });

    private static void Check(int ranks, int dimensions, Func<NormBase> create, bool inputNeedsGradient = true)
    {
        const int Steps = 3;
        var rows = NormCase.RowsOf(ranks);
        var expected = create();
        var steps = Enumerable.Range(0, Steps).Select(step => Step(expected, step, rows => rows, loss => loss.backward())).ToArray();

        var results = Ranks.Run(ranks, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(create());
            var found = Enumerable.Range(0, Steps).Select(step => Step(module, step, rows => NormCase.Share(rows, group.Rank, ranks), loss => accelerator.Backward(loss))).ToArray();
            module.eval();
            var evaluated = group.Rank == 0 ? NormCase.Doubles(module.call(NormCase.Rows(9, 2, dimensions))) : [];
            return (Steps: found, Running: NormCase.Running(module), Evaluated: evaluated);
        });

        for (var step = 0; step < Steps; step++)
        {
            NormCase.AreClose(steps[step].Output, [.. results.SelectMany(result => result.Steps[step].Output)], 1e-10);
            NormCase.AreClose(steps[step].InputGradient, [.. results.SelectMany(result => result.Steps[step].InputGradient)], 1e-10);
            // The reducer gives the mean over the ranks of what the whole batch has as a sum.
            Assert.All(results, result => NormCase.AreClose([.. steps[step].Gradients.Select(gradient => gradient / ranks)], result.Steps[step].Gradients, 1e-10));
        }
        Assert.All(results, result => NormCase.AreClose(NormCase.Running(expected), result.Running, 1e-10));
        Assert.All(results, result => Assert.Equal(results[0].Running, result.Running));
        expected.eval();
        NormCase.AreClose(NormCase.Doubles(expected.call(NormCase.Rows(9, 2, dimensions))), results[0].Evaluated, 1e-10);

        (double[] Output, double[] InputGradient, double[] Gradients) Step(NormBase module, int step, Func<Tensor, Tensor> share, Action<Tensor> backward)
        {
            module.zero_grad();
            var input = share(NormCase.Rows(step, rows, dimensions)).requires_grad_(inputNeedsGradient);
            var output = module.call(input);
            var loss = NormCase.Loss(output, share(NormCase.Rows(10 + step, rows, dimensions)));
            if (loss.requires_grad)
                backward(loss);
            return (NormCase.Doubles(output), NormCase.Doubles(input.grad), [.. module.parameters().SelectMany(parameter => NormCase.Doubles(parameter.grad))]);
        }
    }

    [Fact]
    public void A_module_may_be_used_several_times_in_one_forward()
    {
        var rows = NormCase.Rows(0, 6, 1);
        var expected = NormCase.Module(1);
        Twice(expected, rows).backward();
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            accelerator.Backward(Twice(module, rows.narrow(0, group.Rank * 3, 3)));
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(module), 1e-10);
            NormCase.AreClose([.. NormCase.Doubles(expected.weight.grad).Select(gradient => gradient / 2)], NormCase.Doubles(module.weight.grad), 1e-10);
        });

        static Tensor Twice(NormBase module, Tensor rows) => NormCase.Loss(module.call(module.call(rows).sin()), rows);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float16, 2e-3)]
    [InlineData(ScalarType.Float32, 2e-6)]
    public void Statistics_of_narrow_types_are_kept_in_single_precision(ScalarType type, double tolerance)
    {
        var rows = NormCase.Rows(0, 8, 2, type);
        var expected = NormCase.Module(2, ScalarType.Float32);
        var whole = rows.to(ScalarType.Float32).clone().requires_grad_();
        var output = expected.call(whole);
        NormCase.Loss(output, rows).backward();
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(2, ScalarType.Float32));
            var mine = rows.narrow(0, group.Rank * 4, 4).clone().requires_grad_();
            var found = module.call(mine);
            Assert.Equal(type, found.dtype);
            accelerator.Backward(NormCase.Loss(found.to(ScalarType.Float32), mine.detach()));
            Assert.Equal(type, mine.grad!.dtype);
            NormCase.AreClose(NormCase.Doubles(output.narrow(0, group.Rank * 4, 4)), NormCase.Doubles(found), tolerance);
            NormCase.AreClose(NormCase.Doubles(whole.grad!.narrow(0, group.Rank * 4, 4)), NormCase.Doubles(mine.grad), 5 * tolerance);
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(module), 1e-6);
        });
    }

    [Fact]
    public void In_mixed_precision_the_output_has_the_type_that_a_module_alone_gives_it()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = new Accelerator(new() { ProcessGroup = group, Cpu = true, MixedPrecision = MixedPrecision.BF16, DistributedDataParallel = NormCase.Synchronized });
            var norm = nn.BatchNorm2d(NormCase.Features);
            var model = accelerator.Prepare(nn.Sequential(nn.Conv2d(1, NormCase.Features, 1), norm));
            var type = ScalarType.Float32;
            norm.register_forward_hook((_, _, result) =>
            {
                type = result.dtype;
                return result;
            });
            accelerator.Backward(model.call(ones(2, 1, 2, 2)).sum());
            Assert.Equal(ScalarType.BFloat16, type);
            Assert.Equal(ScalarType.Float32, norm.weight.grad!.dtype);
        });
    }

    [Fact]
    public void Variances_that_are_small_beside_the_mean_are_kept()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(nn.BatchNorm1d(1, momentum: 1));
            module.call(tensor(new[] { 4096f + group.Rank, 4096f + group.Rank }).reshape(2, 1));
            Assert.Equal(1f / 3, module.running_var.item<float>(), 1e-6f);
        });
    }

    [Fact]
    public void A_rank_may_have_no_rows()
    {
        var rows = NormCase.Rows(0, 3, 2);
        var expected = NormCase.Module(2);
        NormCase.Loss(expected.call(rows), rows).backward();
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(2));
            var mine = (group.Rank == 0 ? rows.narrow(0, 0, 0) : rows.narrow(0, 0, 3)).clone().requires_grad_();
            accelerator.Backward(NormCase.Loss(module.call(mine), mine.detach()));
            NormCase.AreClose(NormCase.Running(expected), NormCase.Running(module), 1e-10);
            NormCase.AreClose([.. NormCase.Doubles(expected.weight.grad).Select(gradient => gradient / 2)], NormCase.Doubles(module.weight.grad), 1e-10);
        });
    }

    [Fact]
    public void One_value_in_all_is_an_error()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var module = accelerator.Prepare(NormCase.Module(1));
            var error = Assert.Throws<ArgumentException>(() => module.call(NormCase.Rows(0, 1, 1).narrow(0, 0, group.Rank)));
            Assert.Contains("all 2 ranks together have 1 value of a feature", error.Message);
        });
    }

    [Theory]
    [InlineData(2, ScalarType.Float32, 1e-6)]
    [InlineData(3, ScalarType.Float32, 1e-6)]
    [InlineData(4, ScalarType.Float32, 1e-6)]
    [InlineData(2, ScalarType.Float64, 1e-10)]
    [InlineData(3, ScalarType.Float64, 1e-10)]
    public void A_network_with_batch_norms_trains_as_one_process_does_with_the_global_batch(int ranks, ScalarType type, double tolerance)
    {
        const int Steps = 50, Batch = 12;
        var alone = Network(seed: 1);
        var plain = optim.SGD(alone.parameters(), 0.05, momentum: 0.9);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            plain.zero_grad();
            Loss(alone, step, 0, Batch).backward();
            plain.step();
        }
        double[] expected = [.. NormCase.Parameters(alone), .. alone.buffers().SelectMany(NormCase.Doubles)];

        var found = Ranks.Run(ranks, group =>
        {
            using var accelerator = Replicas.Accelerator(group, NormCase.Synchronized);
            var network = Network(seed: 1 + group.Rank);
            var (model, optimizer) = accelerator.Prepare(network, optim.SGD(network.parameters(), 0.05, momentum: 0.9));
            var rows = Batch / ranks;
            for (var step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                accelerator.Backward(Loss(model, step, group.Rank * rows, rows));
                optimizer.step();
                optimizer.zero_grad();
            }
            return (double[])[.. NormCase.Parameters(model), .. model.buffers().SelectMany(NormCase.Doubles)];
        });
        Assert.All(found, values => NormCase.AreClose(expected, values, tolerance));
        Assert.All(found, values => Assert.Equal(found[0], values));

        Sequential Network(int seed)
        {
            var network = nn.Sequential(
                nn.Conv2d(1, 4, 3, padding: 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 3, 3), nn.BatchNorm2d(3), nn.Tanh(), nn.Flatten(), nn.Linear(12, 6), nn.BatchNorm1d(6), nn.Linear(6, 2));
            Networks.Fill(network, seed);
            network.to(type);
            return network;
        }

        Tensor Loss(Sequential network, int step, int first, int rows) => nn.functional.mse_loss(
            network.call(Networks.Values(300 + step, Batch, 1, 4, 4).to(type).narrow(0, first, rows)), Networks.Values(400 + step, Batch, 2).to(type).narrow(0, first, rows));
    }
}
