using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class StateTests
{
    [Fact]
    public void The_state_holds_the_modules_own_tensors_in_PyTorchs_order()
    {
        using var model = Sequential(("conv", Conv2d(1, 2, 3)), ("norm", BatchNorm2d(2)));
        var state = model.state_dict();
        Assert.Equal(
            ["conv.weight", "conv.bias", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], state.Keys);
        Assert.Same(model.get_parameter("conv.weight"), state["conv.weight"]);
    }

    [Fact]
    public void The_state_can_be_added_to_a_dictionary_under_a_prefix()
    {
        using var layer = Linear(1, 1);
        var state = new Dictionary<string, Tensor> { ["other"] = layer.weight };
        Assert.Same(state, layer.state_dict(state, "head"));
        Assert.Equal(["other", "head.weight", "head.bias"], state.Keys);
    }

    [Fact]
    public void Loading_copies_values_into_the_same_tensors_and_converts_them()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 1);
        var weight = layer.weight;
        var (missing, unexpected) = layer.load_state_dict(new()
        {
            ["weight"] = tensor(new[,] { { 1.5, -2 } }),
            ["bias"] = tensor(new[] { 0.5f }),
        });
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.Same(weight, layer.weight);
        Assert.Equal(ScalarType.Float32, weight.dtype);
        Assert.Equal([1.5f, -2], Values.Of(weight));
        Assert.True(weight.requires_grad);
        Assert.True(weight.is_leaf);
    }

    [Fact]
    public void A_strict_load_names_everything_that_does_not_fit_and_writes_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("a", Linear(2, 1)), ("b", Linear(1, 3)));
        var before = Values.Of(model.get_parameter("a.bias"));
        var error = Assert.Throws<InvalidOperationException>(() => model.load_state_dict(new()
        {
            ["a.bias"] = full(1, 7),
            ["b.weight"] = zeros(1, 3),
            ["c.weight"] = zeros(1),
            ["d"] = zeros(1),
        }));
        Assert.Contains("Missing: a.weight, b.bias.", error.Message);
        Assert.Contains("Unexpected: c.weight, d.", error.Message);
        Assert.Contains("b.weight (here [3, 1], given [1, 3])", error.Message);
        Assert.Equal(before, Values.Of(model.get_parameter("a.bias")));
    }

    [Fact]
    public void A_load_that_is_not_strict_takes_what_fits_and_reports_the_rest()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(1, 1);
        var (missing, unexpected) = layer.load_state_dict(new() { ["bias"] = full(1, 7), ["other"] = zeros(1) }, strict: false);
        Assert.Equal(["weight"], missing);
        Assert.Equal(["other"], unexpected);
        Assert.Equal([7], Values.Of(layer.bias));
        Assert.Throws<InvalidOperationException>(() => layer.load_state_dict(new() { ["bias"] = zeros(2) }, strict: false));
    }

    [Fact]
    public void Skipped_keys_are_neither_asked_for_nor_written()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(1, 1);
        var bias = Values.Of(layer.bias);
        layer.load_state_dict(new() { ["weight"] = full(1, 1, 7), ["bias"] = zeros(9), ["other"] = zeros(1) }, skip: ["bias", "other"]);
        Assert.Equal([7], Values.Of(layer.weight));
        Assert.Equal(bias, Values.Of(layer.bias));
    }

    [Fact]
    public void A_saved_model_loads_into_another_with_every_bit()
    {
        var path = Path.GetTempFileName();
        using var source = Sequential(("conv", Conv2d(1, 2, 3)), ("norm", BatchNorm2d(2)));
        using var target = Sequential(("conv", Conv2d(1, 2, 3)), ("norm", BatchNorm2d(2)));
        using (var input = rand(2, 1, 5, 5))
        using (source.call(input))
            source.save(path);
        var loaded = new Dictionary<string, bool>();
        Assert.Same(target, target.load(path, loadedParameters: loaded));
        Assert.Equal(source.state_dict().Keys, loaded.Keys);
        Assert.All(loaded.Values, Assert.True);
        foreach (var (key, tensor) in source.state_dict())
            Assert.True(tensor.Equals(target.state_dict()[key]), key);
        Assert.False(File.Exists(path + ".partial"));
        File.Delete(path);
    }

    [Fact]
    public void The_file_is_a_count_then_names_and_tensors_in_TorchSharps_format()
    {
        using var layer = Linear(2, 1, hasBias: false);
        using (no_grad())
            layer.weight.copy_(tensor(new[,] { { 1f, -2f } }));
        using var stream = new MemoryStream();
        layer.save(stream);
        byte[] expected = [1, 6, .. "weight"u8, 6, 2, 1, 2, .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(-2f)];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void Saving_can_leave_out_keys_and_loading_can_do_without_them()
    {
        using var source = Linear(1, 1);
        using var target = Linear(1, 1);
        var bias = Values.Of(target.bias);
        using var stream = new MemoryStream();
        source.save(stream, skip: ["bias"]);
        stream.Position = 0;
        Assert.Contains("bias", Assert.Throws<InvalidOperationException>(() => target.load(stream)).Message);
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        target.load(stream, strict: false, loadedParameters: loaded);
        Assert.Equal(new() { ["weight"] = true, ["bias"] = false }, loaded);
        Assert.Equal(Values.Of(source.weight), Values.Of(target.weight));
        Assert.Equal(bias, Values.Of(target.bias));
    }

    [Fact]
    public void A_truncated_file_is_an_error_and_changes_nothing()
    {
        using var layer = Linear(2, 2);
        var weight = Values.Of(layer.weight);
        using var stream = new MemoryStream();
        layer.save(stream);
        using var truncated = new MemoryStream(stream.ToArray()[..^3]);
        Assert.Throws<InvalidDataException>(() => layer.load(truncated));
        Assert.Equal(weight, Values.Of(layer.weight));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var layer = Linear(1, 1);
        Assert.Contains("no-such-file", Assert.Throws<FileNotFoundException>(() => layer.load("no-such-file")).Message);
    }
}
