using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Accelerate.Cli.Tests.Launching;

/// <summary>An <c>accelerate launch</c> that runs, in an environment without configuration.</summary>
internal sealed partial class LaunchedProgram : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly string[] s_removed = ["ACCELERATE_CONFIG_FILE", "ACCELERATE_MIXED_PRECISION", "OMP_NUM_THREADS", "WORLD_SIZE", "RANK", "MASTER_ADDR", "MASTER_PORT", "NODE_RANK", "GROUP_RANK", "CUDA_VISIBLE_DEVICES", "ACCELERATE_LAUNCH_ID"];
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _errors = new();
    private readonly Task _reading;

    private LaunchedProgram(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    public static string Cli { get; } = Path.Combine(AppContext.BaseDirectory, "Accelerate.Cli.dll");

    public static string Worker { get; } = Path.Combine(AppContext.BaseDirectory, "LaunchWorker.dll");

    public static string TrainWorker { get; } = Path.Combine(AppContext.BaseDirectory, "TrainWorker.dll");

    public int Id => _process.Id;

    /// <summary>When it ended.</summary>
    public DateTimeOffset EndTime => _process.ExitTime;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Starts <c>accelerate launch</c> with arguments.</summary>
    public static LaunchedProgram Start(params string[] arguments) => StartProgram(["dotnet", Cli, "launch", .. arguments]);

    /// <summary>Starts <c>accelerate launch</c> with options, and a shell script as the program.</summary>
    public static LaunchedProgram StartScript(string script, params string[] options) => Start([.. options, "sh", "-c", script]);

    /// <summary>Starts any program.</summary>
    public static LaunchedProgram StartProgram(string[] command, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in s_removed)
            start.Environment.Remove(name);
        start.Environment["HF_HOME"] = AppContext.BaseDirectory;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits for the end; returns the exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(s_limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until the output holds a text so many times.</summary>
    public Task OutputHoldsAsync(string text, int times = 1) => UntilAsync(() => Output.Split(text).Length > times, () => $"'{text}' was not written. Output: {Output}\nErrors: {Errors}");

    public static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(10))
        {
            if (waited.Elapsed > s_limit)
                throw new TimeoutException(otherwise());
        }
    }

    public void Signal(int signal) => Kill(Id, signal);

    public static void Kill(int process, int signal) => _ = SendSignal(process, signal);

    /// <summary>Whether a process runs, as more than the entry of one that nobody has waited for.</summary>
    public static bool Runs(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder text)
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (text)
                text.Append(buffer, 0, read);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
