using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Optimization;

/// <summary>Each optimizer against its formulas, written out for one number in double precision.</summary>
public sealed class OptimizerFormulaTests : IDisposable
{
    private const int Steps = 12;
    private const double Rate = 0.05, Eps = 1e-8;

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0, 0, 0, false, false)]
    [InlineData(0.9, 0, 0, false, false)]
    [InlineData(0.9, 0.3, 0.1, false, true)]
    [InlineData(0.9, 0, 0.1, true, false)]
    public void SGD_follows_its_formula(double momentum, double dampening, double decay, bool nesterov, bool maximize)
    {
        var buffer = 0.0;
        AssertFollows(
            parameters => new SGD(parameters, Rate, momentum, dampening, decay, nesterov, maximize),
            (x, g, t) =>
            {
                g = (maximize ? -g : g) + decay * x;
                buffer = t == 1 ? g : momentum * buffer + (1 - dampening) * g;
                return x - Rate * (momentum == 0 ? g : nesterov ? g + momentum * buffer : buffer);
            });
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, true, true)]
    public void Adam_follows_its_formula(double decay, bool amsgrad, bool maximize)
    {
        double m = 0, v = 0, greatest = 0;
        AssertFollows(
            parameters => new Adam(parameters, Rate, 0.8, 0.95, Eps, decay, amsgrad, maximize),
            (x, g, t) =>
            {
                g = (maximize ? -g : g) + decay * x;
                m = 0.8 * m + 0.2 * g;
                v = 0.95 * v + 0.05 * g * g;
                greatest = amsgrad ? Math.Max(greatest, v) : v;
                return x - Rate * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(greatest / (1 - Math.Pow(0.95, t))) + Eps);
            });
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, true, true)]
    public void AdamW_follows_its_formula(double decay, bool amsgrad, bool maximize)
    {
        double m = 0, v = 0, greatest = 0;
        AssertFollows(
            parameters => new AdamW(parameters, Rate, 0.8, 0.95, Eps, decay, amsgrad, maximize),
            (x, g, t) =>
            {
                g = maximize ? -g : g;
                m = 0.8 * m + 0.2 * g;
                v = 0.95 * v + 0.05 * g * g;
                greatest = amsgrad ? Math.Max(greatest, v) : v;
                return x - Rate * decay * x - Rate * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(greatest / (1 - Math.Pow(0.95, t))) + Eps);
            });
    }

    [Theory]
    [InlineData(0, false, 0, false)]
    [InlineData(0.5, true, 0.1, true)]
    public void RMSProp_follows_its_formula(double momentum, bool centered, double decay, bool maximize)
    {
        double v = 0, mean = 0, buffer = 0;
        AssertFollows(
            parameters => new RMSProp(parameters, Rate, 0.9, 1e-3, decay, momentum, centered, maximize),
            (x, g, _) =>
            {
                g = (maximize ? -g : g) + decay * x;
                v = 0.9 * v + 0.1 * g * g;
                mean = 0.9 * mean + 0.1 * g;
                var scaled = g / (Math.Sqrt(centered ? v - mean * mean : v) + 1e-3);
                buffer = momentum * buffer + scaled;
                return x - Rate * (momentum > 0 ? buffer : scaled);
            });
    }

    [Fact]
    public void Adagrad_follows_its_formula()
    {
        var sum = 0.5;
        AssertFollows(
            parameters => new Adagrad(parameters, Rate, lr_decay: 0.1, weight_decay: 0.1, initial_accumulator_value: 0.5, eps: 1e-6),
            (x, g, t) =>
            {
                g += 0.1 * x;
                sum += g * g;
                return x - Rate / (1 + (t - 1) * 0.1) * g / (Math.Sqrt(sum) + 1e-6);
            });
    }

    [Fact]
    public void Adadelta_follows_its_formula()
    {
        double v = 0, u = 0;
        AssertFollows(
            parameters => new Adadelta(parameters, 0.7, 0.8, 1e-4, 0.1, maximize: true),
            (x, g, _) =>
            {
                g = -g + 0.1 * x;
                v = 0.8 * v + 0.2 * g * g;
                var change = Math.Sqrt(u + 1e-4) / Math.Sqrt(v + 1e-4) * g;
                u = 0.8 * u + 0.2 * change * change;
                return x - 0.7 * change;
            });
    }

    [Fact]
    public void Adamax_follows_its_formula()
    {
        double m = 0, u = 0;
        AssertFollows(
            parameters => new Adamax(parameters, Rate, 0.8, 0.95, Eps, 0.1),
            (x, g, t) =>
            {
                g += 0.1 * x;
                m = 0.8 * m + 0.2 * g;
                u = Math.Max(0.95 * u, Math.Abs(g) + Eps);
                return x - Rate / (1 - Math.Pow(0.8, t)) * m / u;
            });
    }

    [Fact]
    public void NAdam_follows_its_formula()
    {
        double m = 0, v = 0, product = 1;
        AssertFollows(
            parameters => new NAdam(parameters, Rate, 0.8, 0.95, Eps, 0.1, 0.01),
            (x, g, t) =>
            {
                g += 0.1 * x;
                var mu = 0.8 * (1 - 0.5 * Math.Pow(0.96, t * 0.01));
                var next = 0.8 * (1 - 0.5 * Math.Pow(0.96, (t + 1) * 0.01));
                product *= mu;
                m = 0.8 * m + 0.2 * g;
                v = 0.95 * v + 0.05 * g * g;
                var mean = next * m / (1 - product * next) + (1 - mu) * g / (1 - product);
                return x - Rate * mean / (Math.Sqrt(v / (1 - Math.Pow(0.95, t))) + Eps);
            });
    }

    [Fact]
    public void RAdam_follows_its_formula_with_and_without_rectification()
    {
        double m = 0, v = 0;
        var limit = 2 / (1 - 0.95) - 1;
        AssertFollows(
            parameters => new RAdam(parameters, Rate, 0.8, 0.95, Eps, 0.1),
            (x, g, t) =>
            {
                g += 0.1 * x;
                m = 0.8 * m + 0.2 * g;
                v = 0.95 * v + 0.05 * g * g;
                var mean = m / (1 - Math.Pow(0.8, t));
                var length = limit - 2 * t * Math.Pow(0.95, t) / (1 - Math.Pow(0.95, t));
                if (length <= 5)
                    return x - Rate * mean;
                var rectification = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
                return x - Rate * mean * rectification * Math.Sqrt(1 - Math.Pow(0.95, t)) / (Math.Sqrt(v) + Eps);
            });
    }

    [Fact]
    public void ASGD_and_its_average_follow_their_formulas()
    {
        double eta = Rate, mu = 1, average = 0;
        using var optimizer = AssertFollows(
            parameters => new ASGD(parameters, Rate, 0.01, 0.75, t0: 4, weight_decay: 0.1, maximize: true),
            (x, g, t) =>
            {
                g = -g + 0.1 * x;
                x = x * (1 - 0.01 * eta) - eta * g;
                average += (x - average) * mu;
                eta = Rate / Math.Pow(1 + 0.01 * Rate * t, 0.75);
                mu = 1 / Math.Max(1.0, t - 4);
                return x;
            });
        Assert.Equal(average, ((ASGD.State)optimizer.state_dict().State[0]).ax.ToDouble(), 1e-12);
    }

    [Fact]
    public void Rprop_follows_its_formula()
    {
        double previous = 0, size = Rate;
        AssertFollows(
            parameters => new Rprop(parameters, Rate, 0.4, 1.3, 0.01, 0.08),
            (x, g, _) =>
            {
                var agreement = Math.Sign(g * previous);
                size = Math.Clamp(size * (agreement > 0 ? 1.3 : agreement < 0 ? 0.4 : 1), 0.01, 0.08);
                previous = agreement < 0 ? 0 : g;
                return x - Math.Sign(previous) * size;
            });
    }

    private static T AssertFollows<T>(Func<IEnumerable<Parameter>, T> create, Func<double, double, int, double> update) where T : OptimizerHelper
    {
        var parameter = new Parameter(torch.tensor(0.75, dtype: float64));
        var optimizer = create([parameter]);
        var expected = 0.75;
        for (var step = 1; step <= Steps; step++)
        {
            // Changes its sign now and then, and is never zero.
            var slope = Math.Cos(0.9 * step) * (1 + expected * expected);
            optimizer.zero_grad();
            (parameter * slope).backward();
            optimizer.step();
            expected = update(expected, slope, step);
            Assert.Equal(expected, parameter.ToDouble(), 1e-12);
        }
        return optimizer;
    }
}
