using System.Globalization;

namespace Accelerate;

/// <summary>A table of the epochs in <c>log.csv</c>: what was measured, the learning rate, the speed.</summary>
internal sealed class TrainingLog : IDisposable
{
    private readonly StreamWriter _file;
    private bool _hasHead;

    public TrainingLog(string directory)
    {
        Directory.CreateDirectory(directory);
        FilePath = Path.Combine(directory, "log.csv");
        _file = new(FilePath);
    }

    public string FilePath { get; }

    public void Write(EpochResult epoch, double learningRate, double samplesPerSecond)
    {
        if (!_hasHead)
            _file.WriteLine($"epoch,{string.Concat(epoch.Values.Keys.Select(name => $"{Column(name)},"))}learning_rate,samples_per_second");
        _hasHead = true;
        var values = string.Concat(epoch.Values.Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value:F6},")));
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch},{values}{learningRate:G6},{samplesPerSecond:F1}"));
        _file.Flush();
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // It tries again to write a row that could not be written, which was said then.
        }
    }

    private static string Column(string name) => name.Replace(' ', '_').Replace(',', '_');
}
