using Accelerate.Native;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Training;

public sealed class PrepareTests
{
    private readonly Accelerator _accelerator = new();

    [Fact]
    public void Models_come_back_as_themselves_and_the_rest_wrapped()
    {
        var network = Networks.Perceptron();
        var adam = optim.Adam(network.parameters());
        var steps = optim.lr_scheduler.StepLR(adam, 2);
        var (model, optimizer, training, evaluation, scheduler) = _accelerator.Prepare(network, adam, Networks.Loader(10, 2), Networks.Loader(4, 2), steps);
        Assert.Same(network, model);
        Assert.IsType<Sequential>(model, exactMatch: false);
        Assert.Same(adam, optimizer.Inner);
        Assert.Same(steps, scheduler.Inner);
        Assert.Equal((5, 2), (training.Count, evaluation.Count));
    }

    [Fact]
    public void Preparing_twice_gives_the_same_objects()
    {
        var network = Networks.Perceptron();
        var adam = optim.Adam(network.parameters());
        var steps = optim.lr_scheduler.StepLR(adam, 2);
        var data = Networks.Loader(10, 2);
        var once = _accelerator.Prepare(network, adam, data, steps);
        Assert.Equal(once, _accelerator.Prepare(network, adam, data, steps));
        Assert.Equal(once, _accelerator.Prepare(once.Model, once.Optimizer, once.Loader, once.Scheduler));
        Assert.Same(once.Optimizer, _accelerator.Prepare(once.Optimizer));
        Assert.Same(once.Scheduler, _accelerator.Prepare(steps));
    }

    [Fact]
    public void The_optimizer_of_another_model_is_refused()
    {
        var stranger = optim.SGD(Networks.Perceptron().parameters(), 1);
        Assert.Contains("none of them belongs", Assert.Throws<ArgumentException>(() => _accelerator.Prepare(Networks.Perceptron(), stranger)).Message);
        var known = Networks.Perceptron();
        _accelerator.Prepare(known);
        var error = Assert.Throws<ArgumentException>(() => _accelerator.Prepare(Networks.Perceptron(), optim.SGD(known.parameters(), 1)));
        Assert.Contains("no parameter of Sequential", error.Message);
    }

    [Fact]
    public void A_scheduler_needs_to_know_its_optimizer()
    {
        var network = Networks.Perceptron();
        var sgd = optim.SGD(network.parameters(), 1);
        var steps = optim.lr_scheduler.StepLR(sgd, 2);
        Assert.Contains("no optimizer", Assert.Throws<InvalidOperationException>(() => _accelerator.Prepare(steps)).Message);
        var other = Networks.Perceptron();
        _accelerator.Prepare(network, other, sgd, optim.SGD(other.parameters(), 1));
        Assert.Contains("2 optimizers", Assert.Throws<InvalidOperationException>(() => _accelerator.Prepare(steps)).Message);
        Assert.Same(steps, _accelerator.Prepare(sgd, steps).Scheduler.Inner);
    }

    [Fact]
    public void What_another_accelerator_prepared_is_refused()
    {
        using var other = new Accelerator();
        var network = Networks.Perceptron();
        var adam = optim.Adam(network.parameters());
        var (_, optimizer, loader, scheduler) = other.Prepare(network, adam, Networks.Loader(4, 2), optim.lr_scheduler.StepLR(adam, 2));
        Assert.Contains("another Accelerator", Assert.Throws<ArgumentException>(() => _accelerator.Prepare(network, optimizer)).Message);
        Assert.Contains("another Accelerator", Assert.Throws<ArgumentException>(() => _accelerator.Prepare(loader)).Message);
        Assert.Contains("another Accelerator", Assert.Throws<ArgumentException>(() => _accelerator.Prepare(scheduler)).Message);
    }

    [Fact]
    public void A_DataLoader_hidden_behind_its_interface_is_refused()
    {
        IEnumerable<IList<Tensor>> hidden = Networks.Loader(4, 2);
        Assert.Contains("its own type", Assert.Throws<ArgumentException>(() => _accelerator.Prepare(hidden)).Message);
    }

    [Fact]
    public void Moving_a_model_keeps_its_parameters_its_ties_and_its_gradients()
    {
        var network = nn.Sequential(("one", nn.Linear(3, 3)), ("two", nn.Linear(3, 3)));
        var one = (Linear)network[0];
        var two = (Linear)network[1];
        two.weight = one.weight;
        one.weight.grad = ones(3, 3);
        var identity = NativeTensor.Identity(one.weight.Handle);
        var memory = NativeTensor.DataPointer(one.weight.Handle);
        var gradientMemory = NativeTensor.DataPointer(one.weight.grad!.Handle);
        var values = Networks.Floats(network);
        var copies = 0;

        ModelPlacement.Replace(network.parameters(), tensor =>
        {
            copies++;
            return tensor.clone();
        });

        Assert.Equal(4, copies);
        Assert.NotEqual(memory, NativeTensor.DataPointer(one.weight.Handle));
        Assert.NotEqual(gradientMemory, NativeTensor.DataPointer(one.weight.grad!.Handle));
        Assert.Equal(values, Networks.Floats(network));
        Assert.Equal(identity, NativeTensor.Identity(one.weight.Handle));
        Assert.Equal(identity, NativeTensor.Identity(two.weight.Handle));
        Assert.True(one.weight.requires_grad);
    }

    [Fact]
    public void A_model_without_values_cannot_be_moved()
    {
        var network = nn.Linear(2, 2, device: device(DeviceType.META));
        Assert.Contains("meta device", Assert.Throws<InvalidOperationException>(() => _accelerator.Prepare(network)).Message);
    }

    [Fact]
    public void A_parameter_group_added_later_belongs_to_the_optimizer()
    {
        using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });
        var first = Networks.Weight(0);
        var second = Networks.Weight(0);
        var (_, optimizer) = accelerator.Prepare(first, optim.SGD(first.parameters(), 1));
        accelerator.Prepare(second);
        Assert.Throws<ArgumentException>(() => accelerator.Accumulate(second));
        optimizer.add_param_group(new SGD.ParamGroup(second.parameters(), lr: 1));
        accelerator.Accumulate(second).Dispose();
        Assert.False(accelerator.SyncGradients);
        Assert.Equal(2, optimizer.ParamGroups.Count());
    }
}
