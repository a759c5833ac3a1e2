using Accelerate.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.DataParallel;

public sealed class CommunicationHookTests
{
    private static DistributedDataParallelOptions With(CommunicationHook hook) => new() { FirstBucketBytes = 64, BucketBytes = 1000, CommunicationHook = hook };

    [Theory]
    [InlineData(false, 1e-3)]
    [InlineData(true, 1e-2)]
    public void Compressed_gradients_are_the_mean_to_the_precision_of_their_type(bool bfloat16, double tolerance)
    {
        var expected = Networks.Perceptron();
        Replicas.Loss(expected, Replicas.WholeBatch(2, 0)).backward();
        var exact = Replicas.Gradients(expected);
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, With(bfloat16 ? CommunicationHook.BF16 : CommunicationHook.FP16));
            var model = accelerator.Prepare(Networks.Perceptron());
            for (var step = 0; step < 3; step++)
            {
                model.zero_grad();
                accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 0)));
                var found = Replicas.Gradients(model);
                Replicas.AreClose(exact, found, tolerance);
                Assert.NotEqual(exact, found);
                Assert.All(found, value => Assert.Equal(value, tensor(value).to(bfloat16 ? ScalarType.BFloat16 : ScalarType.Float16).to(ScalarType.Float32).item<float>()));
            }
        });
    }

    [Fact]
    public void A_hook_of_the_users_own_sees_each_bucket_and_replaces_its_gradients()
    {
        Ranks.Run(2, group =>
        {
            var hook = new Doubling();
            using var accelerator = Replicas.Accelerator(group, With(hook));
            var network = accelerator.Prepare(new TorchSharp.Modules.ModuleList<TorchSharp.Modules.Linear>(Networks.Weight(1), Networks.Weight(2), Networks.Weight(3)));
            for (var step = 0; step < 3; step++)
            {
                network.zero_grad();
                var loss = network[0].weight!.sum() * (1 + group.Rank);
                if (group.Rank == 0)
                    loss += network[1].weight!.sum();
                accelerator.Backward(loss);
                Assert.Equal(3f, network[0].weight!.grad!.item<float>());
                Assert.Equal(1f, network[1].weight!.grad!.item<float>());
                Assert.Null(network[2].weight!.grad);
            }
            Assert.Equal(["0: 3 elements, last", "completed 0"], hook.Seen.Take(2));
        });
    }

    [Fact]
    public void An_exception_of_a_hook_comes_out_of_backward()
    {
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, With(new Failing()));
            var model = accelerator.Prepare(Networks.Perceptron());
            Assert.Throws<FormatException>(() => accelerator.Backward(Replicas.Loss(model, Replicas.Batch(group, 0))));
        });
    }

    [Fact]
    public void PowerSgd_sums_exactly_at_first_and_what_is_of_low_rank_ever_after()
    {
        // The gradient of a linear layer for one sample is an outer product, of rank 1: two ranks with a sample each make rank 2.
        var expected = nn.Linear(12, 10);
        Networks.Fill(expected, seed: 1);
        var samples = Networks.Values(5, 2, 12);
        expected.call(samples).pow(2).mean().backward();
        var exact = Replicas.Gradients(expected);
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, With(new PowerSgdHook(rank: 2, startIteration: 2)));
            var model = nn.Linear(12, 10);
            Networks.Fill(model, seed: 1);
            accelerator.Prepare(model);
            for (var step = 0; step < 6; step++)
            {
                model.zero_grad();
                accelerator.Backward(model.call(samples.narrow(0, group.Rank, 1)).pow(2).mean());
                Replicas.AreClose(exact, Replicas.Gradients(model), step < 2 ? 1e-6 : 1e-4);
            }
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PowerSgd_gives_in_later_steps_what_it_left_out_if_it_feeds_errors_back(bool errorFeedback)
    {
        var wanted = Networks.Values(6, 12, 10);
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { CommunicationHook = new PowerSgdHook(rank: 1, startIteration: 0, errorFeedback: errorFeedback) });
            var model = nn.Linear(10, 12, hasBias: false);
            accelerator.Prepare(model);
            using var sum = zeros(12, 10);
            var steps = 60;
            for (var step = 0; step < steps; step++)
            {
                model.zero_grad();
                accelerator.Backward((model.weight! * wanted).sum() * (group.Rank == 0 ? 0.5 : 1.5));
                sum.add_(model.weight!.grad!);
            }
            var distance = sum.div(steps).sub(wanted).norm().div(wanted.norm()).item<float>();
            if (errorFeedback)
                Assert.True(distance < 0.2, $"The mean of the gradients is off by {distance:P0}.");
            else
                Assert.True(distance > 0.5, $"The mean of the gradients is off by {distance:P0} only.");
        });
    }

    [Fact]
    public void PowerSgd_sends_fewer_numbers()
    {
        var model = new PowerSgdState(new(0, true, zeros((100 * 80) + 80 + 6), [[100, 80], [80], [2, 3]]), rank: 4);
        var matrix = Assert.Single(model.Matrices);
        Assert.Equal((100L, 80L, 4L), (matrix.Rows, matrix.Columns, matrix.Rank));
        Assert.Equal([(8000L, 80L), (8080L, 6L)], model.Rest);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerSgdHook(rank: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PowerSgdHook(startIteration: -1));
        Ranks.Run(2, group =>
        {
            using var accelerator = Replicas.Accelerator(group, new() { BucketBytes = 0 });
            Assert.Contains("at least 1 byte", Assert.Throws<ArgumentException>(() => accelerator.Prepare(Networks.Perceptron())).Message);
        });
    }

    private sealed class Doubling : CommunicationHook
    {
        public List<string> Seen { get; } = [];

        protected internal override Work? Sum(GradientBucket bucket, ProcessGroup group)
        {
            Seen.Add($"{bucket.Index}: {bucket.Gradients.numel()} elements{(bucket.IsLast ? ", last" : "")}");
            return group.AllReduceAsync(bucket.Gradients);
        }

        protected internal override void Complete(GradientBucket bucket, ProcessGroup group)
        {
            bucket.Gradients.mul_(2);
            Seen.Add($"completed {bucket.Index}");
        }
    }

    private sealed class Failing : CommunicationHook
    {
        protected internal override Work? Sum(GradientBucket bucket, ProcessGroup group) => throw new FormatException("no");
    }
}
