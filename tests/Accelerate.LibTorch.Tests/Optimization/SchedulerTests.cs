using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler.impl;

namespace Accelerate.LibTorch.Tests.Optimization;

/// <summary>The expected learning rates are those of PyTorch 1.13.1.</summary>
public sealed class SchedulerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void StepLR_decays_every_group_at_equal_distances() => AssertSequences(
        optimizer => lr_scheduler.StepLR(optimizer, 3, 0.5),
        [0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025],
        [0.4, 0.4, 0.4, 0.2, 0.2, 0.2, 0.1, 0.1]);

    [Fact]
    public void MultiStepLR_counts_a_milestone_as_often_as_it_is_given() => AssertSequences(
        optimizer => lr_scheduler.MultiStepLR(optimizer, [2, 2, 5], 0.3),
        [0.1, 0.1, 0.009, 0.009, 0.009, 0.0026999999999999997, 0.0026999999999999997, 0.0026999999999999997]);

    [Fact]
    public void LambdaLR_multiplies_the_initial_rates() => AssertSequences(
        optimizer => lr_scheduler.LambdaLR(optimizer, epoch => Math.Pow(0.95, epoch)),
        [0.1, 0.095, 0.09025, 0.0857375, 0.081450625]);

    [Fact]
    public void LambdaLR_takes_a_function_for_each_group() => AssertSequences(
        optimizer => new LambdaLR(optimizer, [epoch => Math.Pow(0.5, epoch), epoch => 1.0 / (epoch + 1)]),
        [0.1, 0.05, 0.025, 0.0125],
        [0.4, 0.2, 0.13333333333333333, 0.1]);

    [Fact]
    public void MultiplicativeLR_multiplies_the_current_rates() => AssertSequences(
        optimizer => lr_scheduler.MultiplicativeLR(optimizer, epoch => epoch % 2 == 1 ? 0.9 : 0.5),
        [0.1, 0.09000000000000001, 0.045000000000000005, 0.04050000000000001, 0.020250000000000004, 0.018225000000000005]);

    [Fact]
    public void ExponentialLR_decays_at_every_step() => AssertSequences(
        optimizer => lr_scheduler.ExponentialLR(optimizer, 0.9),
        [0.1, 0.09000000000000001, 0.08100000000000002, 0.07290000000000002, 0.06561000000000002, 0.05904900000000002]);

    [Fact]
    public void ConstantLR_ends_its_factor_after_the_given_steps() => AssertSequences(
        optimizer => lr_scheduler.ConstantLR(optimizer, 0.25, 3),
        [0.025, 0.025, 0.025, 0.1, 0.1, 0.1]);

    [Fact]
    public void LinearLR_goes_from_one_factor_to_another() => AssertSequences(
        optimizer => lr_scheduler.LinearLR(optimizer, 0.2, 0.8, 4),
        [0.020000000000000004, 0.035, 0.05, 0.065, 0.08, 0.08, 0.08]);

    [Fact]
    public void PolynomialLR_ends_at_zero() => AssertSequences(
        optimizer => lr_scheduler.PolynomialLR(optimizer, 4, 2),
        [0.1, 0.05625, 0.024999999999999998, 0.0062499999999999995, 0, 0, 0]);

    [Fact]
    public void CosineAnnealingLR_goes_down_and_up_again() => AssertSequences(
        optimizer => lr_scheduler.CosineAnnealingLR(optimizer, 4, 0.01),
        [0.1, 0.08681980515339464, 0.05500000000000001, 0.023180194846605363, 0.01, 0.023180194846605363, 0.05500000000000002, 0.08681980515339469, 0.10000000000000006, 0.0868198051533947, 0.05500000000000005, 0.023180194846605412]);

    [Fact]
    public void OneCycleLR_moves_the_momentum_against_the_rate()
    {
        AssertSequences(
            optimizer => lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps: 10),
            [0.0020000000000000018, 0.026000000000000002, 0.05, 0.04752423160067369, 0.04058728269748815, 0.030563101096814465, 0.019437098903185537, 0.00941291730251185, 0.0024759683993263145, 2e-07, 0.002475968399326312]);
        AssertMomentum(
            optimizer => lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps: 10),
            [0.95, 0.8999999999999999, 0.85, 0.854951556604879, 0.8688255099070633, 0.8888739533021842, 0.9111260466978157, 0.9311744900929366, 0.945048443395121, 0.95]);
    }

    [Fact]
    public void OneCycleLR_in_three_straight_phases_uses_the_first_beta_of_Adam()
    {
        using var optimizer = new Adam(Groups<Adam.ParamGroup>(0.1, 0.1), 1);
        var scheduler = lr_scheduler.OneCycleLR(
            optimizer, [0.05, 0.2], epochs: 3, steps_per_epoch: 4, pct_start: 0.25, anneal_strategy: OneCycleLR.AnnealStrategy.Linear,
            three_phase: true, div_factor: 10, final_div_factor: 100, base_momentum: [0.8, 0.8], max_momentum: [0.9, 0.9]);
        double[] first = [0.005, 0.027500000000000004, 0.05, 0.0275, 0.0049999999999999975, 0.004292857142857143, 0.003585714285714286, 0.0028785714285714287, 0.0021714285714285715, 0.001464285714285714, 0.0007571428571428573, 4.99999999999997e-05];
        double[] second = [0.02, 0.11000000000000001, 0.2, 0.11, 0.01999999999999999, 0.017171428571428574, 0.014342857142857143, 0.011514285714285715, 0.008685714285714286, 0.005857142857142856, 0.003028571428571429, 0.0001999999999999988];
        double[] betas = [0.9, 0.8500000000000001, 0.8, 0.8500000000000001, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9];
        for (var i = 0; i < first.Length; i++)
        {
            AssertClose([first[i], second[i]], scheduler.get_last_lr());
            AssertClose([betas[i], 0.999], [optimizer.Betas.Item1, optimizer.Betas.Item2]);
            if (i < first.Length - 1)
                scheduler.step();
        }
    }

    [Fact]
    public void OneCycleLR_refuses_to_go_past_its_end()
    {
        using var optimizer = Sgd(0.1);
        var scheduler = lr_scheduler.OneCycleLR(optimizer, 0.05, total_steps: 2);
        scheduler.step();
        scheduler.step();
        var error = Assert.Throws<InvalidOperationException>(scheduler.step);
        Assert.Contains("2 steps", error.Message);
    }

    [Fact]
    public void OneCycleLR_needs_a_length()
    {
        using var optimizer = Sgd(0.1);
        var error = Assert.Throws<ArgumentException>(() => lr_scheduler.OneCycleLR(optimizer, 0.05, epochs: 3));
        Assert.Contains("steps_per_epoch", error.Message);
    }

    [Fact]
    public void CyclicLR_rises_and_falls_with_the_momentum_against_it()
    {
        AssertSequences(
            optimizer => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02, 2, 4),
            [0.001, 0.010500000000000002, 0.019999999999999997, 0.015249999999999996, 0.010500000000000002, 0.0057499999999999956, 0.001, 0.010500000000000016, 0.019999999999999983]);
        AssertMomentum(
            optimizer => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02, 2, 4),
            [0.9, 0.85, 0.8, 0.8250000000000001, 0.85, 0.875, 0.9, 0.85, 0.8000000000000002]);
    }

    [Fact]
    public void CyclicLR_changes_its_height_by_its_mode_or_a_function()
    {
        AssertSequences(
            optimizer => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02, 2, mode: CyclicLR.Mode.Triangular2, cycle_momentum: false),
            [0.001, 0.010499999999999999, 0.02, 0.010499999999999999, 0.001, 0.00575, 0.010499999999999999, 0.00575, 0.001, 0.003375]);
        AssertSequences(
            optimizer => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02, 2, mode: CyclicLR.Mode.ExpRange, gamma: 0.9, cycle_momentum: false),
            [0.001, 0.00955, 0.016390000000000002, 0.007925500000000002, 0.001, 0.006609655000000001, 0.011097379000000001, 0.005543820550000001, 0.001, 0.004680494645500001]);
        AssertSequences(
            optimizer => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02, 2, scale_fn: x => 1 / (1 + x), scale_mode: CyclicLR.ScaleMode.Iterations, cycle_momentum: false),
            [0.001, 0.00575, 0.007333333333333333, 0.003375, 0.001, 0.0025833333333333333]);
    }

    [Fact]
    public void Cycling_the_momentum_of_an_optimizer_without_one_is_refused()
    {
        using var optimizer = new Adagrad(Groups<Adagrad.ParamGroup>(0.1));
        var error = Assert.Throws<ArgumentException>(() => lr_scheduler.CyclicLR(optimizer, 0.001, 0.02));
        Assert.Contains("cycle_momentum", error.Message);
    }

    [Fact]
    public void SequentialLR_hands_over_at_each_milestone() => AssertSequences(
        optimizer => lr_scheduler.SequentialLR(
            optimizer,
            [lr_scheduler.ConstantLR(optimizer, 0.1, 2), lr_scheduler.ExponentialLR(optimizer, 0.9), lr_scheduler.CosineAnnealingLR(optimizer, 4)],
            [2, 5]),
        [0.010000000000000002, 0.010000000000000002, 0.1, 0.09000000000000001, 0.08100000000000002, 0.1, 0.08535533905932738, 0.05, 0.014644660940672627, 0.0]);

    [Fact]
    public void ChainedLR_applies_all_its_schedulers() => AssertSequences(
        optimizer => lr_scheduler.ChainedLR([lr_scheduler.ConstantLR(optimizer, 0.1, 2), lr_scheduler.ExponentialLR(optimizer, 0.9)]),
        [0.010000000000000002, 0.009000000000000003, 0.08100000000000003, 0.07290000000000003, 0.06561000000000003, 0.059049000000000025]);

    [Fact]
    public void Schedulers_of_different_optimizers_are_not_combined()
    {
        using SGD optimizer = Sgd(0.1), other = Sgd(0.1);
        lr_scheduler.LRScheduler[] mixed = [lr_scheduler.StepLR(optimizer, 1), lr_scheduler.StepLR(other, 1)];
        Assert.Contains("2 optimizers", Assert.Throws<ArgumentException>(() => lr_scheduler.ChainedLR(mixed)).Message);
        Assert.Contains("another optimizer", Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimizer, mixed, [2])).Message);
        Assert.Contains("milestone", Assert.Throws<ArgumentException>(() => lr_scheduler.SequentialLR(optimizer, [mixed[0]], [2])).Message);
    }

    [Fact]
    public void ReduceLROnPlateau_waits_for_the_metric_to_stall()
    {
        double[] metric = [1.0, 0.9, 0.9, 0.95, 0.89, 0.89, 0.89, 0.5, 0.6, 0.7, 0.8];
        AssertPlateau(
            optimizer => lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1), metric,
            [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125, 0.0125]);
        AssertPlateau(
            optimizer => lr_scheduler.ReduceLROnPlateau(optimizer, "max", 0.1, 0, 0.05, "abs", cooldown: 1, min_lr: [0.003]), metric,
            [0.1, 0.1, 0.010000000000000002, 0.010000000000000002, 0.003, 0.003, 0.003, 0.003, 0.003, 0.003, 0.003, 0.003]);
    }

    [Fact]
    public void A_metric_goes_to_the_scheduler_that_follows_one_and_to_no_other()
    {
        using var optimizer = Sgd(0.1);
        var plateau = lr_scheduler.ReduceLROnPlateau(optimizer);
        Assert.Contains("metric", Assert.Throws<InvalidOperationException>(plateau.step).Message);
        var step = lr_scheduler.StepLR(optimizer, 1);
        Assert.Contains("StepLR", Assert.Throws<InvalidOperationException>(() => step.step(0.5)).Message);
    }

    [Fact]
    public void A_step_to_a_given_epoch_uses_the_closed_form()
    {
        using var optimizer = Sgd(0.1);
        lr_scheduler.CosineAnnealingLR(optimizer, 8).step((int?)3);
        Assert.Equal(0.0691341716182545, optimizer.ParamGroups.Single().LearningRate, 1e-15);
        using var other = Sgd(0.1);
        lr_scheduler.MultiStepLR(other, [2, 5], 0.3).step((int?)5);
        Assert.Equal(0.009, other.ParamGroups.Single().LearningRate, 1e-15);
        using var third = Sgd(0.1);
        lr_scheduler.LinearLR(third, 0.2, 1, 5).step((int?)3);
        Assert.Equal(0.06800000000000002, third.ParamGroups.Single().LearningRate, 1e-15);
    }

    [Fact]
    public void A_schedule_resumes_after_the_last_epoch()
    {
        using var optimizer = Sgd(0.1);
        optimizer.ParamGroups.Single().InitialLearningRate = 0.1;
        var scheduler = lr_scheduler.CosineAnnealingLR(optimizer, 8, last_epoch: 2);
        AssertClose([0.0691341716182545], scheduler.get_last_lr());
        scheduler.step();
        AssertClose([0.05], scheduler.get_last_lr());
    }

    [Fact]
    public void A_scheduler_of_the_users_own_needs_but_get_lr()
    {
        using var optimizer = Sgd(0.1);
        var scheduler = new Halving(optimizer);
        AssertClose([1], scheduler.get_last_lr());
        scheduler.step();
        AssertClose([0.5], scheduler.get_last_lr());
        Assert.Equal(0.5, optimizer.ParamGroups.Single().LearningRate);
    }

    private static TGroup[] Groups<TGroup>(params double[] learningRates) where TGroup : ParamGroup, new() =>
        [.. learningRates.Select(rate =>
        {
            var group = new TGroup { Parameters = [new Parameter(zeros(1))] };
            if (group is SGD.ParamGroup)
                group.Options = new SGD.Options { LearningRate = rate };
            else if (group is Adam.ParamGroup)
                group.Options = new Adam.Options { LearningRate = rate };
            return group;
        })];

    private static SGD Sgd(params double[] learningRates) => new(Groups<SGD.ParamGroup>(learningRates), 1, momentum: 0.9);

    private static void AssertSequences(Func<Optimizer, lr_scheduler.LRScheduler> create, params double[][] expected)
    {
        double[] initial = expected.Length == 1 ? [0.1] : [0.1, 0.4];
        using var optimizer = Sgd(initial);
        var scheduler = create(optimizer);
        for (var i = 0; i < expected[0].Length; i++)
        {
            if (i > 0)
                scheduler.step();
            AssertClose(expected.Select(sequence => sequence[i]), scheduler.get_last_lr());
            AssertClose(expected.Select(sequence => sequence[i]), optimizer.ParamGroups.Select(group => group.LearningRate));
        }
    }

    private static void AssertMomentum(Func<Optimizer, lr_scheduler.LRScheduler> create, double[] expected)
    {
        using var optimizer = Sgd(0.1);
        var scheduler = create(optimizer);
        for (var i = 0; i < expected.Length; i++)
        {
            if (i > 0)
                scheduler.step();
            AssertClose([expected[i]], [optimizer.Momentum]);
        }
    }

    private static void AssertPlateau(Func<Optimizer, lr_scheduler.LRScheduler> create, double[] metric, double[] expected)
    {
        using var optimizer = Sgd(0.1);
        var scheduler = create(optimizer);
        AssertClose([expected[0]], scheduler.get_last_lr());
        for (var i = 0; i < metric.Length; i++)
        {
            scheduler.step(metric[i]);
            AssertClose([expected[i + 1]], scheduler.get_last_lr());
        }
    }

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected, actual, (first, second) => Math.Abs(first - second) <= 1e-14 + 1e-12 * Math.Abs(first));

    private sealed class Halving : lr_scheduler.LRScheduler
    {
        private double _rate = 2;

        public Halving(Optimizer optimizer) : base(optimizer) => step();

        protected override IEnumerable<double> get_lr() => [_rate /= 2];
    }
}
