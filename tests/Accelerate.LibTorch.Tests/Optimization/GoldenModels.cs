using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Optimization;

/// <summary>The models, parameters and inputs that the golden trajectories were recorded with.</summary>
internal static class GoldenModels
{
    public static Module<Tensor, Tensor> Create(string name)
    {
        Module<Tensor, Tensor> model = name switch
        {
            "mlp" => Sequential(Linear(12, 20), ReLU(), Linear(20, 5)),
            "conv" => Sequential(
                Conv2d(2, 6, 3, padding: 1), BatchNorm2d(6), ReLU(), MaxPool2d(2), Conv2d(6, 8, 3), Sigmoid(), Flatten(), Linear(32, 5)),
            "lstm" => new Recurrent(),
            "attention" => new Attention(),
            _ => throw new ArgumentException($"There is no golden model '{name}'.", nameof(name)),
        };
        using var noGrad = no_grad();
        var k = 0;
        foreach (var (parameterName, parameter) in model.named_parameters())
        {
            var shape = parameter.shape;
            var scale = shape.Length > 1 ? 0.3 / Math.Sqrt(shape[^1]) : 0.05;
            var values = Wave((int)parameter.numel(), scale, 0.7, 1.3 * k);
            var norm = parameterName.StartsWith("ln", StringComparison.Ordinal) || (name == "conv" && parameterName.StartsWith("1.", StringComparison.Ordinal));
            if (norm && k % 2 == 0 && parameterName.EndsWith("weight", StringComparison.Ordinal))
                values = [.. values.Select(value => value + 1)];
            parameter.copy_(torch.tensor(values).reshape(shape));
            k++;
        }
        return model;
    }

    /// <summary>The inputs and target classes of samples <paramref name="from"/> to <paramref name="to"/> of a step's batch.</summary>
    public static (Tensor Inputs, Tensor Targets) Batch(string model, int step, int from, int to)
    {
        if (model == "attention")
        {
            var tokens = new long[(to - from) * 9];
            for (var b = from; b < to; b++)
                for (var j = 0; j < 9; j++)
                    tokens[(b - from) * 9 + j] = (7 * j + 3 * b + 5 * step + j * j % 4) % 11;
            var sequences = torch.tensor(tokens).reshape(to - from, 9);
            return (sequences.narrow(1, 0, 8), sequences.narrow(1, 1, 8).reshape(-1));
        }
        long[] shape = model switch
        {
            "mlp" => [12],
            "conv" => [2, 8, 8],
            _ => [7, 6],
        };
        var size = (int)shape.Aggregate((product, length) => product * length);
        var values = new List<float>();
        var classes = new List<long>();
        for (var b = from; b < to; b++)
        {
            values.AddRange(Wave(size, 1, 0.37 + 0.01 * (b % 7), 0.5 * b + 0.9 * step));
            classes.Add((3 * b + step) % 5);
        }
        return (torch.tensor(values.ToArray()).reshape([to - from, .. shape]), torch.tensor(classes.ToArray()));
    }

    private static float[] Wave(int count, double amplitude, double frequency, double phase) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(amplitude * Math.Sin(frequency * i + phase)))];

    private sealed class Recurrent : Module<Tensor, Tensor>
    {
        private readonly LSTM rnn = LSTM(6, 10, 2, batchFirst: true);
        private readonly Linear @out = Linear(10, 5);

        public Recurrent() : base("lstm") => RegisterComponents();

        public override Tensor forward(Tensor input) => @out.call(rnn.call(input).Item1.select(1, -1));
    }

    private sealed class Attention : Module<Tensor, Tensor>
    {
        private readonly Embedding emb = Embedding(11, 16);
        private readonly LayerNorm ln1 = LayerNorm(16);
        private readonly Linear qkv = Linear(16, 48);
        private readonly Linear proj = Linear(16, 16);
        private readonly LayerNorm ln2 = LayerNorm(16);
        private readonly Linear up = Linear(16, 64);
        private readonly Linear down = Linear(64, 16);
        private readonly Linear head = Linear(16, 11, hasBias: false);

        public Attention() : base("attention") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = emb.call(input);
            x = x + Attend(ln1.call(x));
            x = x + down.call(functional.gelu(up.call(ln2.call(x))));
            return head.call(x).reshape(-1, 11);
        }

        private Tensor Attend(Tensor x)
        {
            var (batch, length) = (x.shape[0], x.shape[1]);
            var parts = qkv.call(x).chunk(3, -1);
            Tensor Heads(Tensor part) => part.reshape(batch, length, 2, 8).transpose(1, 2);
            var scores = Heads(parts[0]).matmul(Heads(parts[1]).transpose(-2, -1)) / Math.Sqrt(8);
            var future = ones(length, length, dtype: ScalarType.Bool).triu(1);
            var weights = scores.masked_fill(future, double.NegativeInfinity).softmax(-1);
            return proj.call(weights.matmul(Heads(parts[2])).transpose(1, 2).reshape(batch, length, 16));
        }
    }
}
