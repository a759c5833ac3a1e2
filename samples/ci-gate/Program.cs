using Accelerate;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.utils.data;

using var accelerator = new Accelerator(new() { GradientAccumulationSteps = 2 });

using var samples = randn(256, 8);
using var labels = samples.argmax(1);
using var network = Sequential(Linear(8, 32), ReLU(), Linear(32, 8));
using var adamW = AdamW(network.parameters(), lr: 0.01);
using var data = DataLoader(TensorDataset(samples, labels), batchSize: 16, shuffle: true);

var (model, optimizer, loader) = accelerator.Prepare(network, adamW, data);

for (var epoch = 1; epoch <= 5; epoch++)
{
    var sum = 0f;
    foreach (var batch in loader)
    {
        using var scope = NewDisposeScope();
        using (accelerator.Accumulate(model))
        {
            var loss = cross_entropy(model.call(batch[0]), batch[1]);
            accelerator.Backward(loss);
            optimizer.step();
            optimizer.zero_grad();
            sum += loss.item<float>();
        }
    }
    accelerator.Print($"epoch {epoch}: loss {sum / loader.Count:F4}");
}
