using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.Benchmarks;

/// <summary>A small decoder-only transformer: tokens [batch, time] in, logits [batch, time, vocabulary] out.</summary>
internal sealed class Gpt : Module<Tensor, Tensor>
{
    private readonly Embedding tokens;
    private readonly Embedding positions;
    private readonly ModuleList<Module<Tensor, Tensor, Tensor>> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;
    private readonly Tensor mask;

    public Gpt(long vocabulary, long width, long heads, int layers, long context) : base(nameof(Gpt))
    {
        tokens = Embedding(vocabulary, width);
        positions = Embedding(context, width);
        blocks = ModuleList([.. Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor, Tensor>)new Block(width, heads))]);
        norm = LayerNorm(width);
        head = Linear(width, vocabulary, hasBias: false);
        mask = ones(context, context).tril();
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = tokens.call(input) + positions.call(arange(input.shape[1]));
        foreach (var block in blocks)
            x = block.call(x, mask);
        return head.call(norm.call(x));
    }

    private sealed class Block : Module<Tensor, Tensor, Tensor>
    {
        private readonly long _heads;
        private readonly LayerNorm norm1;
        private readonly LayerNorm norm2;
        private readonly Linear qkv;
        private readonly Linear projection;
        private readonly Linear up;
        private readonly Linear down;

        public Block(long width, long heads) : base(nameof(Block))
        {
            _heads = heads;
            norm1 = LayerNorm(width);
            qkv = Linear(width, 3 * width);
            projection = Linear(width, width);
            norm2 = LayerNorm(width);
            up = Linear(width, 4 * width);
            down = Linear(4 * width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x, Tensor mask)
        {
            var (batch, time, width) = (x.shape[0], x.shape[1], x.shape[2]);
            var parts = qkv.call(norm1.call(x)).split(width, 2);
            var (query, key, value) = (Heads(parts[0]), Heads(parts[1]), Heads(parts[2]));
            var scores = query.matmul(key.transpose(-2, -1)) * Math.Pow(width / _heads, -0.5);
            var hidden = mask[TensorIndex.Slice(stop: time), TensorIndex.Slice(stop: time)].eq(0);
            var attention = scores.masked_fill(hidden, double.NegativeInfinity).softmax(-1);
            x = x + projection.call(attention.matmul(value).transpose(1, 2).reshape(batch, time, width));
            return x + down.call(functional.gelu(up.call(norm2.call(x))));

            Tensor Heads(Tensor tensor) => tensor.view(batch, time, _heads, width / _heads).transpose(1, 2);
        }
    }
}
