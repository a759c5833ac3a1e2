using System.CommandLine;
using Accelerate;
using Samples;

var defaults = new TrainingOptions();

var epochs = new Option<int>("--epochs") { Description = "How often to go through the 60,000 training images.", DefaultValueFactory = _ => defaults.Epochs };
var batchSize = new Option<int>("--batch-size") { Description = "How many images make a batch.", DefaultValueFactory = _ => defaults.BatchSize };
var learningRate = new Option<double>("--learning-rate") { Description = "The peak of the one-cycle learning rate schedule.", DefaultValueFactory = _ => defaults.LearningRate };
var weightDecay = new Option<double>("--weight-decay") { Description = "The decoupled weight decay of AdamW.", DefaultValueFactory = _ => defaults.WeightDecay };
var dropout = new Option<double>("--dropout") { Description = "The share of the features that a training step leaves out.", DefaultValueFactory = _ => defaults.Dropout };
var accumulation = new Option<int>("--gradient-accumulation-steps") { Description = "How many batches make an optimizer step.", DefaultValueFactory = _ => defaults.GradientAccumulationSteps };
var precision = new Option<MixedPrecision>("--mixed-precision") { Description = "No or BF16. BF16 is slow on CPUs that have no instructions for it.", DefaultValueFactory = _ => defaults.MixedPrecision };
var seed = new Option<int>("--seed") { Description = "Makes the initial weights, the order of the images and dropout repeatable.", DefaultValueFactory = _ => defaults.Seed };
var threads = new Option<int>("--threads") { Description = "How many threads an operator may use; 0 measures which number is fastest here.", DefaultValueFactory = _ => defaults.Threads };
var data = new Option<DirectoryInfo>("--data") { Description = "The folder of the four IDX files.", DefaultValueFactory = _ => new DirectoryInfo(defaults.DataDirectory) };
var output = new Option<DirectoryInfo>("--output") { Description = "The folder for the model and the log.", DefaultValueFactory = _ => new DirectoryInfo(defaults.OutputDirectory) };

Require(epochs, value => value >= 1, "at least 1");
Require(batchSize, value => value >= 1, "at least 1");
Require(learningRate, value => value > 0, "greater than 0");
Require(weightDecay, value => value >= 0, "at least 0");
Require(dropout, value => value is >= 0 and <= 1, "from 0 to 1");
Require(accumulation, value => value >= 1, "at least 1");
Require(threads, value => value >= 0, "at least 0");

var command = new RootCommand("Trains a small convolutional network on Fashion-MNIST and tests it on the 10,000 test images.")
{
    epochs, batchSize, learningRate, weightDecay, dropout, accumulation, precision, seed, threads, data, output,
};
command.SetAction(parsed =>
{
    var options = new TrainingOptions
    {
        Epochs = parsed.GetValue(epochs),
        BatchSize = parsed.GetValue(batchSize),
        LearningRate = parsed.GetValue(learningRate),
        WeightDecay = parsed.GetValue(weightDecay),
        Dropout = parsed.GetValue(dropout),
        GradientAccumulationSteps = parsed.GetValue(accumulation),
        MixedPrecision = parsed.GetValue(precision),
        Seed = parsed.GetValue(seed),
        Threads = parsed.GetValue(threads),
        DataDirectory = parsed.GetValue(data)!.FullName,
        OutputDirectory = parsed.GetValue(output)!.FullName,
    };
    try
    {
        Training.Run(options);
        return 0;
    }
    catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or UnauthorizedAccessException or CollectiveException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
});
var configuration = new InvocationConfiguration();
// Every process reads the same command line: help, and what is wrong with it, is said once on each machine.
if (DistributedEnvironment.Read().LocalRank > 0)
    configuration.Output = configuration.Error = TextWriter.Null;
return command.Parse(args).Invoke(configuration);

static void Require<T>(Option<T> option, Func<T, bool> accepts, string range) =>
    option.Validators.Add(result =>
    {
        try
        {
            if (result.GetValueOrDefault<T>() is { } value && !accepts(value))
                result.AddError($"{option.Name} is {value}; it must be {range}.");
        }
        catch (InvalidOperationException)
        {
            // Not a number at all, which System.CommandLine reports by itself.
        }
    });
