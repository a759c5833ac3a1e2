using System.Globalization;
using Accelerate;
using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Samples;

/// <summary>The written loop: the training program, with Accelerate in a few of its lines.</summary>
internal static class Training
{
    public static void Run(TrainingOptions options)
    {
        using var accelerator = new Accelerator(new()
        {
            MixedPrecision = options.MixedPrecision,
            GradientAccumulationSteps = options.GradientAccumulationSteps,
            IntraOpThreads = options.Threads > 0 ? options.Threads : ThreadMeasurement.FastestCount(Environment.ProcessorCount),
        });
        manual_seed(options.Seed);

        var (trainingImages, trainingLabels) = ImageData.Load(options.DataDirectory, training: true);
        var (testImages, testLabels) = ImageData.Load(options.DataDirectory, training: false);
        var trainingData = utils.data.DataLoader(utils.data.TensorDataset(trainingImages, trainingLabels), options.BatchSize,
            new SeedableRandomSampler(trainingLabels.shape[0], options.Seed));
        var testData = utils.data.DataLoader(utils.data.TensorDataset(testImages, testLabels), batchSize: 1000);

        using var network = new ConvolutionalNetwork();
        using var adamw = optim.AdamW(network.parameters(), options.LearningRate, weight_decay: options.WeightDecay);
        var optimizerSteps = options.Epochs * (int)Math.Ceiling((double)trainingData.Count / options.GradientAccumulationSteps);
        var oneCycle = optim.lr_scheduler.OneCycleLR(adamw, options.LearningRate, total_steps: optimizerSteps);

        var (model, optimizer, trainingLoader, testLoader, scheduler) = accelerator.Prepare(network, adamw, trainingData, testData, oneCycle);
        using var ownedTrainingLoader = trainingLoader;
        using var ownedTestLoader = testLoader;

        accelerator.Print($"{network.parameters().Sum(parameter => parameter.numel()):N0} parameters on {accelerator.Device}, {get_num_threads()} of {Environment.ProcessorCount} threads, libtorch {LibTorch.Version}");
        Directory.CreateDirectory(options.OutputDirectory);
        var logPath = Path.Combine(options.OutputDirectory, "log.csv");
        using var log = new StreamWriter(logPath);
        log.WriteLine("epoch,training_loss,test_accuracy,learning_rate,samples_per_second");

        using var progress = new TrainingProgress(accelerator, options.Epochs, trainingLoader.Count);
        var accuracy = 0.0;
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var meanLoss = TrainEpoch(accelerator, model, optimizer, scheduler, trainingLoader, progress);
            accuracy = Evaluate(accelerator, model, testLoader);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}: training loss {meanLoss:F4}, test accuracy {accuracy:F4}"));
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{epoch},{meanLoss:F6},{accuracy:F4},{scheduler.get_last_lr().First():G6},{progress.SamplesPerSecond:F1}"));
        }

        accelerator.WaitForEveryone();
        accelerator.SaveModel(model, options.OutputDirectory);
        progress.WriteLine($"model: {Path.Combine(options.OutputDirectory, "model.safetensors")}");
        progress.WriteLine($"log: {logPath}");
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy: {accuracy:F4}"));
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"samples per second: {progress.SamplesPerSecond:F0}"));
    }

    private static double TrainEpoch(Accelerator accelerator, ConvolutionalNetwork model, AcceleratedOptimizer optimizer, AcceleratedScheduler scheduler,
        AcceleratedLoader<IList<Tensor>> loader, TrainingProgress progress)
    {
        model.train();
        progress.BeginEpoch();
        using var totalLoss = zeros([], device: accelerator.Device);
        var batches = 0;
        foreach (var batch in loader)
        {
            using var step = NewDisposeScope();
            using (accelerator.Accumulate(model))
            {
                var loss = cross_entropy(model.call(batch[0]), batch[1]);
                accelerator.Backward(loss);
                optimizer.step();
                scheduler.step();
                optimizer.zero_grad();
                totalLoss.add_(loss.detach());
                progress.Step(loss, batch[0].shape[0]);
            }
            batches++;
        }
        return totalLoss.item<float>() / batches;
    }

    private static double Evaluate(Accelerator accelerator, ConvolutionalNetwork model, AcceleratedLoader<IList<Tensor>> loader)
    {
        model.eval();
        using var inference = inference_mode();
        long correct = 0, samples = 0;
        foreach (var batch in loader)
        {
            using var step = NewDisposeScope();
            var predictions = accelerator.GatherForMetrics(model.call(batch[0]).argmax(1));
            var labels = accelerator.GatherForMetrics(batch[1]);
            correct += predictions.eq(labels).sum().item<long>();
            samples += labels.shape[0];
        }
        return (double)correct / samples;
    }
}
