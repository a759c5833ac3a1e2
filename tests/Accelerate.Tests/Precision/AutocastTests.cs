using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Precision;

public sealed class AutocastTests
{
    private readonly Accelerator _accelerator = new(new() { MixedPrecision = MixedPrecision.BF16, Cpu = true });
    private readonly Tensor _input = ones(2, 4);

    [Fact]
    public void A_prepared_model_computes_in_bfloat16_and_returns_fp32()
    {
        var inside = ScalarType.Float32;
        var linear = nn.Linear(4, 3);
        linear.register_forward_hook((_, _, result) =>
        {
            inside = result.dtype;
            return result;
        });
        var model = _accelerator.Prepare(nn.Sequential(linear));
        var output = model.call(_input);
        Assert.Equal(ScalarType.BFloat16, inside);
        Assert.Equal(ScalarType.Float32, output.dtype);
        Assert.Equal(ScalarType.Float32, linear.weight.dtype);
        AssertAutocastIsOff();
        output.sum().backward();
        Assert.Equal(ScalarType.Float32, linear.weight.grad!.dtype);
    }

    [Fact]
    public void Models_of_several_inputs_and_results_are_wired_too()
    {
        var model = _accelerator.Prepare(new TwoByTwo());
        var (first, second) = model.call(_input, _input);
        Assert.Equal((ScalarType.Float32, ScalarType.Float32), (first.dtype, second.dtype));
        Assert.True(model.SawBFloat16);
    }

    [Fact]
    public void A_model_of_another_shape_is_refused_with_the_way_round_it()
    {
        var error = Assert.Throws<NotSupportedException>(() => _accelerator.Prepare(new FromText()));
        Assert.Contains("FromText", error.Message);
        Assert.Contains("autocast: false", error.Message);
        Assert.Contains("Autocast()", error.Message);

        var model = _accelerator.Prepare(new FromText(), autocast: false);
        Assert.Equal(ScalarType.Float32, model.call("x").dtype);
        using (_accelerator.Autocast())
            Assert.Equal(ScalarType.BFloat16, model.call("x").dtype);
        using var full = new Accelerator();
        full.Prepare(new FromText());
    }

    [Theory]
    [InlineData("Backward")]
    [InlineData("Accumulate")]
    [InlineData("end of block")]
    [InlineData("step")]
    [InlineData("loader")]
    [InlineData("Dispose")]
    [InlineData("call")]
    public void Autocast_is_left_at_the_next_event_after_forward_threw(string next)
    {
        var network = Networks.Perceptron();
        var (model, optimizer, loader) = _accelerator.Prepare(network, optim.SGD(network.parameters(), 1), Networks.Loader(4, 2));
        var batches = loader.GetEnumerator();
        var block = next == "end of block" ? _accelerator.Accumulate(model) : null;
        Assert.ThrowsAny<Exception>(() => model.call(ones(2, 5)));
        Assert.Equal(ScalarType.BFloat16, nn.functional.linear(_input, ones(3, 4)).dtype);

        switch (next)
        {
            case "Backward":
                _accelerator.Backward(ones(1, requires_grad: true));
                break;
            case "Accumulate":
                block = _accelerator.Accumulate(model);
                break;
            case "step":
                optimizer.step();
                break;
            case "loader":
                batches.MoveNext();
                break;
            case "Dispose":
                _accelerator.Dispose();
                break;
            case "call":
                model.call(_input);
                break;
            default:
                block!.Dispose();
                break;
        }
        AssertAutocastIsOff();
        block?.Dispose();
        batches.Dispose();
    }

    [Fact]
    public void A_model_inside_a_model_leaves_the_outer_region_open()
    {
        var inner = _accelerator.Prepare(Networks.Perceptron());
        var seen = ScalarType.Float32;
        var outer = _accelerator.Prepare(nn.Sequential(inner, new Probe(t => seen = nn.functional.linear(t, ones(1, 2)).dtype)));
        outer.call(_input);
        Assert.Equal(ScalarType.BFloat16, seen);
        AssertAutocastIsOff();
    }

    [Fact]
    public void A_lexical_region_outlives_what_happens_inside_it()
    {
        var network = Networks.Perceptron();
        var (model, optimizer) = _accelerator.Prepare(network, optim.SGD(network.parameters(), 1));
        using (_accelerator.Autocast())
        {
            _accelerator.Backward(model.call(_input).sum());
            optimizer.step();
            Assert.Equal(ScalarType.BFloat16, nn.functional.linear(_input, ones(3, 4)).dtype);
        }
        AssertAutocastIsOff();
    }

    [Fact]
    public void In_full_precision_nothing_changes()
    {
        using var accelerator = new Accelerator();
        var model = accelerator.Prepare(Networks.Perceptron());
        using var plain = Networks.Perceptron();
        Assert.Equal(Networks.Floats(plain.call(_input)), Networks.Floats(model.call(_input)));
        using (accelerator.Autocast())
            AssertAutocastIsOff();
    }

    [Fact]
    public void A_disposed_accelerator_has_left_its_models()
    {
        var model = _accelerator.Prepare(Networks.Perceptron());
        _accelerator.Dispose();
        using var plain = Networks.Perceptron();
        Assert.Equal(Networks.Floats(plain.call(_input)), Networks.Floats(model.call(_input)));
    }

    private void AssertAutocastIsOff() => Assert.Equal(ScalarType.Float32, nn.functional.linear(_input, ones(3, 4)).dtype);

    private sealed class TwoByTwo : nn.Module<Tensor, Tensor, (Tensor, Tensor)>
    {
        private readonly Linear _linear = nn.Linear(4, 3);

        public TwoByTwo() : base(nameof(TwoByTwo)) => RegisterComponents();

        public bool SawBFloat16 { get; private set; }

        public override (Tensor, Tensor) forward(Tensor first, Tensor second)
        {
            var result = _linear.call(first);
            SawBFloat16 = result.dtype == ScalarType.BFloat16;
            return (result, _linear.call(second));
        }
    }

    private sealed class FromText : nn.Module<string, Tensor>
    {
        private readonly Linear _linear = nn.Linear(4, 3);

        public FromText() : base(nameof(FromText)) => RegisterComponents();

        public override Tensor forward(string text) => _linear.call(full(2, 4, (float)text.Length));
    }

    private sealed class Probe(Action<Tensor> look) : nn.Module<Tensor, Tensor>(nameof(Probe))
    {
        public override Tensor forward(Tensor input)
        {
            look(input);
            return input;
        }
    }
}
