using System.Text.Json;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Checkpointing;

public sealed class ModelFileTests : IDisposable
{
    private readonly Accelerator _accelerator = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _accelerator.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_model_loads_as_it_was_saved()
    {
        using var saved = Networks.Perceptron(seed: 1);
        using var loaded = Networks.Perceptron(seed: 2);
        _accelerator.SaveModel(saved, _directory.Path);
        _accelerator.LoadModel(loaded, _directory.Path);
        Assert.Equal(Networks.Floats(saved), Networks.Floats(loaded));
        Assert.Equal([_directory["model.safetensors"]], Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void An_optimizer_goes_on_with_the_same_parameters_after_loading()
    {
        using var saved = Networks.Weight(5);
        _accelerator.SaveModel(saved, _directory.Path);
        using var network = Networks.Weight(0);
        var (model, optimizer) = _accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        _accelerator.LoadModel(model, _directory["model.safetensors"]);
        _accelerator.Backward(network.weight.sum());
        optimizer.step();
        Assert.Equal(4f, network.weight.item<float>());
    }

    [Fact]
    public void Every_type_shape_and_layout_comes_back()
    {
        using var saved = new Store(new()
        {
            ["bool"] = tensor(new[] { true, false, true }),
            ["u8"] = tensor(new byte[] { 1, 255 }),
            ["i8"] = tensor(new sbyte[] { -128, 127 }),
            ["i16"] = tensor(new short[] { -3 }),
            ["i32"] = tensor(new[] { int.MinValue }),
            ["i64"] = tensor(new[] { long.MaxValue }),
            ["f16"] = tensor(new[] { 0.5f, -2 }).to(ScalarType.Float16),
            ["bf16"] = tensor(new[] { 1.5f, -3 }).to(ScalarType.BFloat16),
            ["f64"] = tensor(new[] { Math.PI }),
            ["scalar"] = tensor(2.5f),
            ["empty"] = zeros(0, 3),
            ["transposed"] = Networks.Values(1, 3, 2).transpose(0, 1),
            ["every other"] = Networks.Values(2, 8)[TensorIndex.Slice(1, null, 2)],
        });
        using var loaded = new Store(saved.named_buffers().ToDictionary(b => b.Item1, b => zeros_like(b.Item2)));
        _accelerator.SaveModel(saved, _directory.Path);
        _accelerator.LoadModel(loaded, _directory.Path);
        foreach (var (name, tensor) in loaded.named_buffers())
        {
            Assert.Equal(saved.get_buffer(name).dtype, tensor.dtype);
            Assert.Equal(saved.get_buffer(name).shape, tensor.shape);
            Assert.True(saved.get_buffer(name).eq(tensor).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Tied_weights_are_written_once_and_loaded_into_both()
    {
        using var saved = Tied(seed: 1);
        using var loaded = Tied(seed: 2);
        _accelerator.SaveModel(saved, _directory.Path);
        using (var file = SafetensorsFile.Open(_directory["model.safetensors"]))
            Assert.Equal(["one.bias", "one.weight", "two.bias"], file.Entries.Select(entry => entry.Name).Order());
        _accelerator.LoadModel(loaded, _directory.Path);
        Assert.Equal(Networks.Floats(saved), Networks.Floats(loaded));
        Assert.Equal(Networks.Floats(((Linear)saved[1]).weight), Networks.Floats(((Linear)loaded[1]).weight));
    }

    [Fact]
    public void A_large_model_is_sharded_with_an_index()
    {
        using var saved = Networks.Perceptron(seed: 1);
        using var loaded = Networks.Perceptron(seed: 2);
        _accelerator.SaveModel(saved, _directory.Path, maxShardSize: 100);
        Assert.Equal(
            ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", "model.safetensors.index.json"],
            Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order());
        using (var index = JsonDocument.Parse(File.ReadAllText(_directory["model.safetensors.index.json"])))
        {
            Assert.Equal(4 * (32 + 8 + 16 + 2), index.RootElement.GetProperty("metadata").GetProperty("total_size").GetInt64());
            Assert.Equal("model-00001-of-00003.safetensors", index.RootElement.GetProperty("weight_map").GetProperty("0.weight").GetString());
        }
        _accelerator.LoadModel(loaded, _directory.Path);
        Assert.Equal(Networks.Floats(saved), Networks.Floats(loaded));
        _accelerator.LoadModel(Networks.Perceptron(3), _directory["model.safetensors.index.json"]);
    }

    [Fact]
    public void Files_of_a_former_save_go_and_other_files_stay()
    {
        File.WriteAllText(_directory["config.json"], "{}");
        using var model = Networks.Perceptron();
        _accelerator.SaveModel(model, _directory.Path, maxShardSize: 100);
        _accelerator.SaveModel(model, _directory.Path);
        Assert.Equal(["config.json", "model.safetensors"], Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order());
        _accelerator.SaveModel(model, _directory.Path, maxShardSize: 200);
        Assert.False(File.Exists(_directory["model.safetensors"]));
    }

    [Fact]
    public void A_failed_save_leaves_the_former_one()
    {
        using var model = Networks.Perceptron();
        _accelerator.SaveModel(model, _directory.Path);
        var before = File.ReadAllBytes(_directory["model.safetensors"]);
        using var unwritable = new Store(new() { ["complex"] = zeros(2, ScalarType.ComplexFloat64) });
        Assert.Contains("ComplexFloat64", Assert.Throws<NotSupportedException>(() => _accelerator.SaveModel(unwritable, _directory.Path)).Message);
        using var empty = nn.Linear(2, 2, device: device(DeviceType.META));
        Assert.Contains("meta device", Assert.Throws<InvalidOperationException>(() => _accelerator.SaveModel(empty, _directory.Path)).Message);
        Assert.Equal(before, File.ReadAllBytes(_directory["model.safetensors"]));
        Assert.Single(Directory.GetFiles(_directory.Path));
    }

    [Fact]
    public void All_that_does_not_fit_is_listed_at_once_and_nothing_is_loaded()
    {
        using var saved = new Store(new() { ["same"] = ones(2), ["shape"] = ones(3), ["type"] = ones(1), ["extra"] = ones(1) });
        using var model = new Store(new() { ["same"] = zeros(2), ["shape"] = zeros(4), ["type"] = zeros(1, ScalarType.Int64), ["lacking"] = zeros(1) });
        _accelerator.SaveModel(saved, _directory.Path);
        var message = Assert.Throws<InvalidDataException>(() => _accelerator.LoadModel(model, _directory.Path)).Message;
        Assert.Contains("4 differences", message);
        Assert.Contains("missing: lacking", message);
        Assert.Contains("unexpected: extra", message);
        Assert.Contains("shape: shape is [3] in the file and [4] in the model", message);
        Assert.Contains("type: type is Float32 in the file and Int64 in the model", message);
        Assert.Equal([0f, 0f], Networks.Floats(model.get_buffer("same")));
    }

    [Fact]
    public void A_path_without_a_model_is_named()
    {
        using var model = Networks.Perceptron();
        Assert.Contains("neither model.safetensors nor", Assert.Throws<FileNotFoundException>(() => _accelerator.LoadModel(model, _directory.Path)).Message);
        Assert.Contains("nowhere", Assert.Throws<FileNotFoundException>(() => _accelerator.LoadModel(model, _directory["nowhere"])).Message);
        File.WriteAllText(_directory["file"], "");
        Assert.Contains("'" + _directory["file"], Assert.Throws<IOException>(() => _accelerator.SaveModel(model, _directory["file"])).Message);
        Assert.Throws<ArgumentOutOfRangeException>("maxShardSize", () => _accelerator.SaveModel(model, _directory.Path, 0));
    }

    [Theory]
    [InlineData("[]", "weight_map")]
    [InlineData("{", "weight_map")]
    [InlineData("""{"weight_map": {"a": "../a.safetensors"}}""", "not the name of a file beside it")]
    [InlineData("""{"weight_map": {"a": "x.safetensors", "a": "y.safetensors"}}""", "'a' twice")]
    public void A_malformed_index_is_refused(string index, string reason)
    {
        File.WriteAllText(_directory["model.safetensors.index.json"], index);
        using var model = Networks.Perceptron();
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => _accelerator.LoadModel(model, _directory.Path)).Message);
    }

    [Fact]
    public void Shards_must_hold_what_the_index_says()
    {
        using var model = Networks.Perceptron();
        _accelerator.SaveModel(model, _directory.Path, maxShardSize: 100);
        File.Copy(_directory["model-00001-of-00003.safetensors"], _directory["model-00002-of-00003.safetensors"], overwrite: true);
        Assert.Contains("do not belong together", Assert.Throws<InvalidDataException>(() => _accelerator.LoadModel(model, _directory.Path)).Message);
        File.Delete(_directory["model-00002-of-00003.safetensors"]);
        Assert.Throws<FileNotFoundException>(() => _accelerator.LoadModel(model, _directory.Path));
    }

    private static Sequential Tied(int seed)
    {
        var network = nn.Sequential(("one", nn.Linear(3, 3)), ("two", nn.Linear(3, 3)));
        ((Linear)network[1]).weight = ((Linear)network[0]).weight;
        Networks.Fill(network, seed);
        return network;
    }

    private sealed class Store : nn.Module
    {
        public Store(Dictionary<string, Tensor> tensors) : base(nameof(Store))
        {
            foreach (var (name, tensor) in tensors)
                register_buffer(name, tensor);
        }
    }
}
