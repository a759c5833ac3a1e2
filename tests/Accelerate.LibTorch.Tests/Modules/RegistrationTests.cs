using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class RegistrationTests
{
    [Fact]
    public void Fields_become_parameters_buffers_and_children_under_their_names()
    {
        using var model = new Model();
        Assert.Equal(["scale", "_fc1.weight", "_fc1.bias", "renamed.weight"], model.named_parameters().Select(entry => entry.Item1));
        Assert.Equal(["offset"], model.named_buffers().Select(entry => entry.Item1));
        Assert.Equal(["_fc1", "renamed"], model.named_children().Select(entry => entry.Item1));
        Assert.Equal(2, model.children().Count());
    }

    [Fact]
    public void Fields_of_a_base_class_come_first_and_later_calls_register_only_what_is_new()
    {
        using var model = new Derived();
        Assert.Equal(["scale", "_fc1.weight", "_fc1.bias", "renamed.weight", "_head.weight", "_head.bias"], model.named_parameters().Select(entry => entry.Item1));
    }

    [Fact]
    public void A_child_that_registered_nothing_itself_is_registered_with_its_parent()
    {
        using var model = new Wrapper(new Forgetful());
        Assert.Equal(["_inner.Layer.weight", "_inner.Layer.bias"], model.state_dict().Keys);
    }

    [Fact]
    public void What_is_registered_by_hand_is_not_registered_again_under_its_fields_name()
    {
        using var model = new ByHand();
        Assert.Equal(["first.weight", "first.bias"], model.state_dict().Keys);
    }

    [Fact]
    public void A_tied_parameter_is_enumerated_once_and_saved_under_each_name()
    {
        using var model = new Tied();
        Assert.Equal(["Input.weight"], model.named_parameters().Select(entry => entry.Item1));
        Assert.Single(model.parameters());
        Assert.Equal(["Input.weight", "Output.weight"], model.state_dict().Keys);
    }

    [Fact]
    public void Two_parameters_over_one_tensor_handle_count_as_tied()
    {
        using var weight = new Parameter(zeros(2, 2));
        using var first = Linear(weight);
        using var model = Sequential(first, Linear(weight));
        Assert.Single(model.parameters());
    }

    [Fact]
    public void A_module_used_twice_is_enumerated_once()
    {
        using var shared = Linear(2, 2);
        using var model = Sequential(shared, ReLU(), shared);
        Assert.Equal(["0", "1"], model.named_modules().Select(entry => entry.Item1));
        Assert.Equal(2, model.parameters().Count());
    }

    [Fact]
    public void Modules_are_enumerated_depth_first_without_the_root()
    {
        using var model = Sequential(("a", Sequential(("b", Linear(1, 1)), ("c", ReLU()))), ("d", (Module<Tensor, Tensor>)Tanh()));
        Assert.Equal(["a", "a.b", "a.c", "d"], model.named_modules().Select(entry => entry.Item1));
        Assert.Equal(["a", "d"], model.named_children().Select(entry => entry.Item1));
    }

    [Fact]
    public void Enumeration_without_recursion_stays_in_the_module()
    {
        using var model = new Model();
        Assert.Equal(["scale"], model.named_parameters(recurse: false).Select(entry => entry.Item1));
        using var normalized = Sequential(BatchNorm1d(2));
        Assert.Empty(normalized.named_buffers(recurse: false));
        Assert.Equal(["0.running_mean", "0.running_var", "0.num_batches_tracked"], normalized.named_buffers().Select(entry => entry.Item1));
    }

    [Fact]
    public void A_buffer_that_is_not_persistent_is_a_buffer_but_not_state()
    {
        using var model = new Container();
        model.register_buffer("kept", zeros(1));
        model.register_buffer("cache", zeros(1), persistent: false);
        Assert.Equal(["kept", "cache"], model.named_buffers().Select(entry => entry.Item1));
        Assert.Equal(["kept"], model.named_buffers(include_nonpersistent: false).Select(entry => entry.Item1));
        Assert.Equal(["kept"], model.state_dict().Keys);
        Assert.Equal(ScalarType.Float64, model.to(ScalarType.Float64).get_buffer("cache").dtype);
    }

    [Fact]
    public void Parameters_and_buffers_are_found_by_path()
    {
        using var model = Sequential(("norm", BatchNorm1d(2)));
        Assert.True(model.has_parameter("norm.weight"));
        Assert.Same(((BatchNorm1d)model[0]).weight, model.get_parameter("norm.weight"));
        Assert.True(model.has_buffer("norm.running_mean"));
        Assert.NotNull(model.get_buffer("norm.running_mean"));
        Assert.False(model.has_parameter("norm.other"));
        Assert.False(model.has_parameter("other.weight"));
        Assert.Null(model.get_parameter("other.weight"));
        Assert.Null(model.get_buffer("norm.weight"));
    }

    [Fact]
    public void A_name_with_a_dot_is_refused()
    {
        using var model = new Container();
        using var tensor = zeros(1);
        using var parameter = new Parameter(tensor);
        Assert.Contains("'a.b'", Assert.Throws<ArgumentException>(() => model.register_parameter("a.b", parameter)).Message);
        Assert.Throws<ArgumentException>(() => model.register_buffer("a.b", tensor));
        Assert.Throws<ArgumentException>(() => model.register_module("a.b", ReLU()));
        Assert.Throws<ArgumentException>(() => model.register_module("", ReLU()));
    }

    [Fact]
    public void A_name_that_is_taken_is_refused_whatever_holds_it()
    {
        using var model = new Container();
        model.register_buffer("x", zeros(1));
        using var parameter = new Parameter(zeros(1));
        Assert.Contains("already has a buffer named 'x'", Assert.Throws<InvalidOperationException>(() => model.register_parameter("x", parameter)).Message);
        Assert.Throws<InvalidOperationException>(() => model.register_buffer("x", zeros(1)));
        Assert.Throws<InvalidOperationException>(() => model.add_module("x", ReLU()));
    }

    [Fact]
    public void Registering_null_removes()
    {
        using var model = new Container();
        model.register_buffer("x", zeros(1));
        model.register_buffer("x", null);
        Assert.Empty(model.named_buffers());
    }

    [Fact]
    public void A_module_cannot_contain_itself()
    {
        using var inner = new Container();
        using var outer = new Container();
        outer.add_module("inner", inner);
        Assert.Throws<InvalidOperationException>(() => inner.add_module("outer", outer));
        Assert.Throws<InvalidOperationException>(() => inner.add_module("self", inner));
    }

    [Fact]
    public void A_layer_without_parameters_refuses_them()
    {
        using var layer = ReLU();
        using var parameter = new Parameter(zeros(1));
        Assert.Contains("ReLU", Assert.Throws<InvalidOperationException>(() => layer.register_parameter("p", parameter)).Message);
    }

    [Fact]
    public void A_model_made_in_a_dispose_scope_outlives_it_and_is_freed_by_Dispose()
    {
        Model model;
        using (NewDisposeScope())
            model = new Model();
        var tensors = model.state_dict().Values.ToList();
        Assert.All(tensors, tensor => Assert.False(tensor.IsInvalid));
        model.Dispose();
        Assert.All(tensors, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void Apply_visits_children_before_their_parents()
    {
        using var model = Sequential(("a", Sequential(("b", Linear(1, 1)))));
        var visited = new List<string>();
        Assert.Same(model, model.apply(module => visited.Add(module.GetName())));
        Assert.Equal(["Linear", "Sequential", "Sequential"], visited);
    }

    [Fact]
    public void Setting_a_layers_weight_ties_it_in_place_of_the_old_one()
    {
        using var model = new Tied();
        Assert.Same(model.Input.weight, model.get_parameter("Output.weight"));
        model.Output.weight = new Parameter(zeros(2, 3));
        Assert.Equal(2, model.parameters().Count());
    }

    private class Model : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _fc1 = Linear(2, 2);
        [ComponentName(Name = "renamed")] private readonly Linear _fc2 = Linear(2, 1, hasBias: false);
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor offset = zeros(1);
        private readonly Tensor? _absent = null;

        public Model() : base("model") => RegisterComponents();

        public override Tensor forward(Tensor input) => _fc2.call(_fc1.call(input)).mul(scale).add(_absent ?? offset);
    }

    private sealed class Derived : Model
    {
        private readonly Linear _head;

        public Derived()
        {
            _head = Linear(1, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _head.call(base.forward(input));
    }

    private sealed class Forgetful() : Module<Tensor, Tensor>("forgetful")
    {
        public readonly Linear Layer = Linear(1, 1);

        public override Tensor forward(Tensor input) => Layer.call(input);
    }

    private sealed class Wrapper : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> _inner;

        public Wrapper(Module<Tensor, Tensor> inner) : base("wrapper")
        {
            _inner = inner;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _inner.call(input);
    }

    private sealed class ByHand : Module<Tensor, Tensor>
    {
        private readonly Linear _layer = Linear(1, 1);

        public ByHand() : base("by hand")
        {
            register_module("first", _layer);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _layer.call(input);
    }

    private sealed class Tied : Module<Tensor, Tensor>
    {
        public readonly Embedding Input = Embedding(3, 2);
        public readonly Linear Output = Linear(2, 3, hasBias: false);

        public Tied() : base("tied")
        {
            Output.weight = Input.weight;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => Output.call(Input.call(input));
    }

    private sealed class Container() : Module("container");
}
