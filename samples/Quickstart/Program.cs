using Accelerate;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.utils.data;

var directory = args.Length > 0 ? args[0] : "quickstart-model";
using var accelerator = new Accelerator(new() { MixedPrecision = MixedPrecision.BF16 });

accelerator.SetSeed(1);   // the same data on every process
using var samples = randn(64, 10);
using var answers = samples.sum(1, keepdim: true);
using var network = Linear(10, 1);
using var adamW = AdamW(network.parameters(), lr: 0.05);
using var data = DataLoader(TensorDataset(samples, answers), batchSize: 8, shuffle: true);

var (model, optimizer, loader) = accelerator.Prepare(network, adamW, data);

for (var epoch = 1; epoch <= 10; epoch++)
{
    var sum = 0f;
    foreach (var batch in loader)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var outputs = model.call(batch[0]);
        var loss = functional.mse_loss(outputs, batch[1]);
        accelerator.Backward(loss);
        optimizer.step();
        sum += loss.item<float>();
    }
    using var mean = accelerator.Reduce(tensor(sum / loader.Count!.Value), ReduceOp.Mean);
    accelerator.Print($"epoch {epoch}: loss {mean.item<float>():F4}");
}

accelerator.SaveModel(model, directory);
accelerator.Print($"saved to {directory}");
