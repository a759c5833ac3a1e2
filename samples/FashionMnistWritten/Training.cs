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
            IntraOpThreads = options.Threads > 0 ? options.Threads : null,
            DistributedDataParallel = new() { SyncBatchNorm = true },
        });
        if (options.Threads == 0 && accelerator.NumProcesses == 1)
            set_num_threads(ThreadMeasurement.FastestCount(Environment.ProcessorCount));
        accelerator.SetSeed(options.Seed);

        var (trainingImages, trainingLabels) = ImageData.Load(options.DataDirectory, training: true);
        var (testImages, testLabels) = ImageData.Load(options.DataDirectory, training: false);
        using var trainingLoader = accelerator.Prepare(utils.data.DataLoader(utils.data.TensorDataset(trainingImages, trainingLabels), options.BatchSize,
            new SeedableRandomSampler(trainingLabels.shape[0], options.Seed)));
        using var testLoader = accelerator.Prepare(utils.data.DataLoader(utils.data.TensorDataset(testImages, testLabels), batchSize: 1000));

        using var network = new ConvolutionalNetwork(options.Dropout);
        using var adamw = optim.AdamW(network.parameters(), options.LearningRate, weight_decay: options.WeightDecay);
        // The prepared loader's batches are those that this process trains on; with several processes it has fewer than the loader that it was made from.
        var optimizerSteps = options.Epochs * (int)Math.Ceiling((double)trainingLoader.Count!.Value / options.GradientAccumulationSteps);
        var oneCycle = optim.lr_scheduler.OneCycleLR(adamw, options.LearningRate, total_steps: optimizerSteps);

        var (model, optimizer) = accelerator.Prepare(network, adamw);
        var scheduler = accelerator.Prepare(oneCycle);
        // The other processes begin with the same data and the main one's weights, and go on with random numbers of their own.
        if (!accelerator.IsMainProcess)
            accelerator.SetSeed(options.Seed, deviceSpecific: true);

        var processes = accelerator.NumProcesses > 1 ? $", {accelerator.NumProcesses} processes" : "";
        accelerator.Print($"{network.parameters().Sum(parameter => parameter.numel()):N0} parameters on {accelerator.Device}, {get_num_threads()} of {Environment.ProcessorCount} threads, libtorch {LibTorch.Version}{processes}");
        var logPath = Path.Combine(options.OutputDirectory, "log.csv");
        using var log = accelerator.IsMainProcess ? CreateLog(logPath) : null;

        using var progress = new TrainingProgress(accelerator, options.Epochs, trainingLoader.Count);
        var accuracy = 0.0;
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            var meanLoss = TrainEpoch(accelerator, model, optimizer, scheduler, trainingLoader, progress);
            accuracy = Evaluate(accelerator, model, testLoader);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}: training loss {meanLoss:F4}, test accuracy {accuracy:F4}"));
            log?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{epoch},{meanLoss:F6},{accuracy:F4},{scheduler.get_last_lr().First():G6},{progress.SamplesPerSecond:F1}"));
        }

        accelerator.SaveModel(model, options.OutputDirectory);
        progress.WriteLine($"model: {Path.Combine(options.OutputDirectory, "model.safetensors")}");
        progress.WriteLine($"log: {logPath}");
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"test accuracy: {accuracy:F4}"));
        progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"samples per second: {progress.SamplesPerSecond:F0}"));
    }

    private static StreamWriter CreateLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var log = new StreamWriter(path);
        log.WriteLine("epoch,training_loss,test_accuracy,learning_rate,samples_per_second");
        return log;
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
        using var meanOfProcesses = accelerator.Reduce(totalLoss, ReduceOp.Mean);
        return meanOfProcesses.item<float>() / batches;
    }

    private static double Evaluate(Accelerator accelerator, ConvolutionalNetwork model, AcceleratedLoader<IList<Tensor>> loader)
    {
        model.eval();
        using var inference = inference_mode();
        long correct = 0, samples = 0;
        foreach (var batch in loader)
        {
            using var step = NewDisposeScope();
            var (predictions, labels) = accelerator.GatherForMetrics((model.call(batch[0]).argmax(1), batch[1]));
            correct += predictions.eq(labels).sum().item<long>();
            samples += labels.shape[0];
        }
        return (double)correct / samples;
    }
}
