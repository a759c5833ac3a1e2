using Accelerate.LibTorch.Tests.Core;
using TorchSharp.Modules;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Optimization;

[Collection(nameof(ProcessWide))]
public sealed class OptimizerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Defaults_are_those_of_TorchSharp()
    {
        using var adamw = optim.AdamW([NewParameter()]);
        var options = (AdamW.Options)adamw.state_dict().Options[0];
        Assert.Equal((1e-3, 0.9, 0.999, 1e-8, 0.0), (options.LearningRate, options.beta1, options.beta2, options.eps, options.weight_decay));
        Assert.Equal((false, false), (options.amsgrad, options.maximize));
        using var sgd = optim.SGD([NewParameter()], 0.1);
        Assert.Equal(0, sgd.Momentum);
        using var named = optim.RMSProp([("weight", NewParameter())]);
        Assert.Equal(0.01, named.ParamGroups.Single().LearningRate);
    }

    [Fact]
    public void Groups_have_options_of_their_own_and_take_the_rest_from_the_optimizer()
    {
        Parameter plain = NewParameter(), decayed = NewParameter(), added = NewParameter();
        using var optimizer = new SGD(
            [
                new SGD.ParamGroup { Parameters = [plain] },
                new SGD.ParamGroup([decayed], new SGD.Options { LearningRate = 0.5, weight_decay = 0.1 }),
            ],
            0.1);
        optimizer.add_param_group(new SGD.ParamGroup([added], lr: 0.25));
        foreach (var parameter in new[] { plain, decayed, added })
            (parameter * 2).sum().backward();
        optimizer.step();
        Assert.Equal(1 - 0.1 * 2, plain[0].ToDouble(), 1e-6);
        Assert.Equal(1 - 0.5 * (2 + 0.1), decayed[0].ToDouble(), 1e-6);
        Assert.Equal(1 - 0.25 * 2, added[0].ToDouble(), 1e-6);
        Assert.Equal([0.1, 0.5, 0.25], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal([plain, decayed, added], optimizer.parameters());
    }

    [Fact]
    public void Momentum_and_betas_are_set_for_every_group()
    {
        using var optimizer = new Adam([new Adam.ParamGroup([NewParameter()]), new Adam.ParamGroup([NewParameter()])], 0.1);
        optimizer.Betas = (0.5, 0.6);
        Assert.All(optimizer.ParamGroups, group => Assert.Equal((0.5, 0.6), ((optim.IBetas)group).Betas));
    }

    [Fact]
    public void Parameters_given_to_a_group_later_are_stepped()
    {
        Parameter first = NewParameter(), later = NewParameter();
        var group = new Adam.ParamGroup([first]);
        using var optimizer = new Adam([group], 0.1);
        group.Parameters = [first, later];
        (first + later).sum().backward();
        optimizer.step();
        Assert.Equal(first.data<float>().ToArray(), later.data<float>().ToArray());
        Assert.Equal(2, optimizer.state_dict().State.Count);
    }

    [Fact]
    public void Two_optimizers_of_one_group_keep_a_state_each()
    {
        var parameter = NewParameter();
        var group = new Adam.ParamGroup([parameter]);
        using var one = new Adam([group], 0.1);
        using var other = new Adam([group], 0.1);
        parameter.sum().backward();
        one.step();
        one.step();
        other.step();
        Assert.Equal((2, 1), (((Adam.State)one.state_dict().State[0]).step, ((Adam.State)other.state_dict().State[0]).step));
    }

    [Fact]
    public void Parameters_without_a_gradient_stay_as_they_are()
    {
        Parameter used = NewParameter(), unused = NewParameter();
        using var optimizer = new Adam([used, unused], 0.1, weight_decay: 0.5);
        used.sum().backward();
        optimizer.step();
        optimizer.zero_grad();
        Assert.Null(unused.grad);
        Assert.Equal([1f, 1f], unused.data<float>().ToArray());
        Assert.NotEqual([1f, 1f], used.data<float>().ToArray());
        var states = optimizer.state_dict().State.Cast<Adam.State>().ToArray();
        Assert.Equal((1, 0), (states[0].step, states[1].step));
        Assert.Null(states[1].exp_avg);

        unused.sum().backward();
        optimizer.step();
        Assert.Equal((2, 1), (states[0].step, states[1].step));
        Assert.Equal(0.9, unused[0].ToDouble(), 1e-5);
    }

    [Fact]
    public void Zero_grad_zeroes_in_place()
    {
        var parameter = NewParameter();
        using var optimizer = new SGD([parameter], 0.1);
        (parameter * 3).sum().backward();
        var gradient = parameter.grad!;
        optimizer.zero_grad();
        Assert.Equal([0f, 0f], gradient.data<float>().ToArray());
        Assert.NotNull(parameter.grad);
    }

    [Fact]
    public void A_gradient_that_is_part_of_a_graph_leaves_it_when_zeroed()
    {
        var parameter = NewParameter();
        using var optimizer = new SGD([parameter], 0.1);
        parameter.grad = parameter * 2;
        Assert.True(parameter.grad!.requires_grad);
        optimizer.zero_grad();
        Assert.False(parameter.grad!.requires_grad);
    }

    [Fact]
    public void A_step_leaves_gradients_as_they_are()
    {
        var parameter = NewParameter();
        using var optimizer = new SGD([parameter], 0.1, momentum: 0.9, weight_decay: 0.1, nesterov: true, maximize: true);
        for (var i = 0; i < 3; i++)
        {
            optimizer.zero_grad();
            (parameter * 3).sum().backward();
            optimizer.step();
            Assert.Equal([3f, 3f], parameter.grad!.data<float>().ToArray());
        }
    }

    [Fact]
    public void A_closure_is_run_with_gradients_and_its_loss_returned()
    {
        var parameter = NewParameter();
        using var optimizer = new SGD([parameter], 0.1);
        using (no_grad())
        {
            var loss = optimizer.step(() =>
            {
                var value = parameter.sum();
                value.backward();
                return value;
            });
            Assert.Equal(2, loss.ToDouble());
            Assert.False(is_grad_enabled());
        }
        Assert.Equal(0.9, parameter[0].ToDouble(), 1e-6);
        Assert.True(is_grad_enabled());
        Assert.Null(optimizer.step());
        Assert.True(parameter.requires_grad && parameter.is_leaf);
    }

    [Fact]
    public void A_step_that_fails_leaves_the_gradient_mode_as_it_was()
    {
        var parameter = NewParameter();
        using var optimizer = new SGD([parameter], 0.1);
        Assert.Throws<FormatException>(() => optimizer.step(() => throw new FormatException()));
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Steps_make_no_tensor_objects_that_outlive_them()
    {
        Parameter[] parameters = [NewParameter(), NewParameter()];
        using var optimizer = new AdamW(parameters, 1e-3, amsgrad: true, weight_decay: 0.1);
        Step();
        var before = LiveTensors();
        for (var i = 0; i < 20; i++)
            Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            (parameters[0] * parameters[1]).sum().backward();
            optimizer.step();
        }
    }

    [Fact]
    public void Disposing_frees_the_state_and_keeps_the_parameters()
    {
        var parameter = NewParameter();
        var optimizer = new Adam([parameter], 0.1);
        parameter.sum().backward();
        optimizer.step();
        var state = ((Adam.State)optimizer.state_dict().State[0]).exp_avg;
        optimizer.Dispose();
        Assert.True(state.IsInvalid);
        Assert.False(parameter.IsInvalid);
    }

    [Fact]
    public void Mixed_types_in_one_group_are_stepped()
    {
        Parameter single = new(ones(2)), half = new(ones(3, dtype: bfloat16));
        using var optimizer = new SGD([single, half], 0.5, momentum: 0.9);
        single.sum().backward();
        half.sum().backward();
        optimizer.step();
        Assert.Equal(0.5, single[0].ToDouble());
        Assert.Equal(0.5, half[0].to(float64).ToDouble());
        Assert.Equal(bfloat16, half.dtype);
    }

    [Fact]
    public void Plain_SGD_steps_sparse_gradients_and_the_others_refuse_them_before_changing_anything()
    {
        using var embedding = nn.Embedding_from_pretrained(ones(4, 2), freeze: false, sparse: true);
        var weight = embedding.weight!;
        embedding.call(torch.tensor(new long[] { 1, 1, 3 })).sum().backward();
        Assert.True(weight.grad!.is_sparse);

        using var adam = new Adam([weight], 0.1);
        Assert.Contains("sparse", Assert.Throws<InvalidOperationException>(() => adam.step()).Message);
        using var momentum = new SGD([weight], 0.1, momentum: 0.9);
        Assert.Contains("momentum", Assert.Throws<InvalidOperationException>(() => momentum.step()).Message);
        Assert.All(weight.data<float>().ToArray(), value => Assert.Equal(1, value));

        using var plain = new SGD([weight], 0.25);
        plain.step();
        Assert.Equal([1f, 1, 0.5f, 0.5f, 1, 1, 0.75f, 0.75f], weight.data<float>().ToArray());
        plain.zero_grad();
        plain.step();
        Assert.Equal(0.5, weight[1, 0].ToDouble());
    }

    [Fact]
    public void Bad_hyperparameters_are_refused_with_their_name_and_value()
    {
        Parameter[] parameters = [NewParameter()];
        AssertRefused("lr", () => new SGD(parameters, -0.1));
        AssertRefused("momentum", () => new SGD(parameters, 0.1, momentum: -1));
        AssertRefused("nesterov", () => new SGD(parameters, 0.1, nesterov: true));
        AssertRefused("beta2", () => new Adam(parameters, beta2: 1));
        AssertRefused("eps", () => new AdamW(parameters, eps: double.NaN));
        AssertRefused("rho", () => new Adadelta(parameters, 1, rho: 1.5));
        AssertRefused("etaplus", () => new Rprop(parameters, etaplus: 0.9));

        static void AssertRefused(string name, Func<object> create) =>
            Assert.Contains(name, Assert.Throws<ArgumentOutOfRangeException>(create).Message);
    }

    [Fact]
    public void Wrong_parameters_are_refused_with_what_to_do()
    {
        var parameter = NewParameter();
        Assert.Contains("RegisterComponents", Assert.Throws<ArgumentException>(() => new SGD(Array.Empty<Parameter>(), 0.1)).Message);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => new SGD([parameter, parameter], 0.1)).Message);
        using var optimizer = new SGD([parameter], 0.1);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new SGD.ParamGroup([parameter]))).Message);
        Assert.Contains("Adam", Assert.Throws<ArgumentException>(() => optimizer.add_param_group(new Adam.ParamGroup([NewParameter()]))).Message);
        Assert.Single(optimizer.ParamGroups);
        Assert.Contains("complex", Assert.Throws<ArgumentException>(() => new Adam([new Parameter(ones(2, dtype: complex64))])).Message);
    }

    private static Parameter NewParameter() => new(ones(2));

    /// <summary>The number of tensors, once those that earlier tests left to the garbage collector are gone.</summary>
    private static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
