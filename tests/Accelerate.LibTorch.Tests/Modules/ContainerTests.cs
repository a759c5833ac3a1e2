using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class ContainerTests
{
    [Fact]
    public void A_sequence_is_made_of_modules_or_of_names_and_modules()
    {
        Module<Tensor, Tensor>[] modules = [Linear(1, 1), ReLU()];
        Assert.Equal(["0", "1"], Sequential(modules).named_children().Select(entry => entry.Item1));
        Assert.Equal(["0", "1"], Sequential(modules.AsEnumerable()).named_children().Select(entry => entry.Item1));
        Assert.Equal(["a", "b"], Sequential(("a", modules[0]), ("b", modules[1])).named_children().Select(entry => entry.Item1));
        Assert.Equal(["a"], Sequential(Tuple.Create("a", modules[0])).named_children().Select(entry => entry.Item1));
        Assert.Equal(["a", "b"], Sequential(modules.Zip(["a", "b"], (module, name) => (name, module))).named_children().Select(entry => entry.Item1));
    }

    [Fact]
    public void A_sequence_grows_and_can_be_indexed_and_sliced()
    {
        using var model = Sequential().append(Linear(2, 3)).append("relu", ReLU()).append(Linear(3, 1));
        Assert.Equal(3, model.Count);
        Assert.IsType<ReLU>(model[1]);
        Assert.Equal(["relu", "2"], model[1..].named_children().Select(entry => entry.Item1));
        Assert.Equal(["0", "relu"], model[(null, -1)].named_children().Select(entry => entry.Item1));
        Assert.Same(model[2], model[(2, null)][0]);
    }

    [Fact]
    public void A_sequence_frees_what_lies_between_its_modules()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(2, 2), ReLU(inplace: true), Tanh(), Flatten());
        var between = new List<Tensor>();
        foreach (var index in new[] { 0, 1, 2 })
            ((Module<Tensor, Tensor>)model[index]).register_forward_hook((_, _, result) => { between.Add(result); return null!; });
        var input = ones(1, 2);
        var result = model.call(input);
        Assert.All(between, tensor => Assert.True(tensor.IsInvalid));
        Assert.False(input.IsInvalid);
        result.sum().backward();
        Assert.NotNull(model.get_parameter("0.weight").grad);
    }

    [Fact]
    public void A_sequence_of_modules_that_return_their_input_keeps_it()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(new Through(), new Through());
        var input = ones(1);
        Assert.Same(input, model.call(input));
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void An_empty_sequence_returns_its_input_as_a_new_tensor()
    {
        using var scope = NewDisposeScope();
        var input = ones(1);
        var result = Sequential().call(input);
        result.Dispose();
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void A_list_of_modules_names_them_by_index_and_renames_them_as_it_changes()
    {
        using var list = ModuleList<Linear>(Linear(1, 1), Linear(2, 2));
        list.append(Linear(3, 3));
        list.Insert(0, Linear(4, 4));
        Assert.Equal(4, list.Count);
        Assert.Equal([4L, 1L, 2L, 3L], list.Select(layer => layer.in_features));
        Assert.Equal([4, 4], list.get_parameter("0.weight").shape);
        list.RemoveAt(0);
        Assert.True(list.Remove(list[0]));
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], list.state_dict().Keys);
        Assert.Equal([2, 2], list.get_parameter("0.weight").shape);
        list[1] = Linear(5, 5);
        Assert.Equal([5, 5], list.get_parameter("1.weight").shape);
        Assert.Equal(1, list.IndexOf(list[1]));
        list.Clear();
        Assert.Empty(list.state_dict());
    }

    [Fact]
    public void A_dictionary_of_modules_keeps_their_order_and_names()
    {
        using var modules = ModuleDict<Linear>(("b", Linear(1, 1)), ("a", Linear(2, 2)));
        modules.Add("c", Linear(3, 3));
        Assert.Equal(["b", "a", "c"], modules.keys());
        modules["a"] = Linear(4, 4);
        Assert.Equal(["b", "a", "c"], modules.Keys);
        Assert.Equal(4, modules["a"].in_features);
        Assert.Equal([1L, 4L, 3L], modules.values().Select(layer => layer.in_features));
        Assert.Equal("b", modules[0].Item1);
        Assert.True(modules.ContainsKey("c"));
        Assert.True(modules.Remove("c"));
        Assert.False(modules.TryGetValue("c", out _));
        Assert.Equal(["b.weight", "b.bias", "a.weight", "a.bias"], modules.state_dict().Keys);
        Assert.Throws<InvalidOperationException>(() => modules.Add("a", Linear(1, 1)));
    }

    [Fact]
    public void Lists_and_dictionaries_of_parameters_register_them()
    {
        using var model = new Model();
        Assert.Equal(["list.0", "list.1", "byName.x"], model.named_parameters().Select(entry => entry.Item1));
        model.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, model.list[1].dtype);
        Assert.Equal(ScalarType.Float64, model.byName["x"].dtype);
        model.list.append(new Parameter(zeros(3)));
        Assert.Equal([3], model.get_parameter("list.2").shape);
    }

    private sealed class Model : Module
    {
        public readonly ParameterList list = ParameterList(new(zeros(1)), new(zeros(2)));
        public readonly ParameterDict byName = ParameterDict(("x", new(zeros(1))));

        public Model() : base("model") => RegisterComponents();
    }

    private sealed class Through() : Module<Tensor, Tensor>("through")
    {
        public override Tensor forward(Tensor input) => input;
    }
}
