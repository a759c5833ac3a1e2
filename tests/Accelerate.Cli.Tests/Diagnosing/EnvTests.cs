using System.Diagnostics;
using System.Text.Json;
using Accelerate.Cli.Diagnosing;
using Xunit;

namespace Accelerate.Cli.Tests.Diagnosing;

public sealed class EnvTests : IDisposable
{
    private const string ReferenceBlas = "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3";

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_names_what_training_runs_on()
    {
        var run = CommandRun.Of(new EnvCommand(Environment));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        foreach (var label in new[] { "Accelerate", ".NET", "Platform", "Cores", "Memory", "libtorch", "Devices", "Threads", "BLAS", "Matrix products" })
            Assert.Contains($"\n  {label}  ", "\n" + run.Output);
        Assert.Contains("Configuration: no file", run.Output);
    }

    [Fact]
    public void JSON_holds_numbers_and_the_configuration_with_its_sources()
    {
        var file = _folder.Write("my.yaml", "distributed_type: MULTI_CPU\nnum_processes: 2\n");
        var root = JsonDocument.Parse(CommandRun.Of(new EnvCommand(Environment), "--json", "--config-file", file).Output).RootElement;
        Assert.Equal(System.Environment.ProcessorCount, root.GetProperty("cores").GetInt32());
        Assert.True(root.GetProperty("memory").GetProperty("usable_bytes").GetInt64() > 0);
        Assert.Matches(@"^\d+\.\d+", root.GetProperty("libtorch").GetProperty("version").GetString());
        Assert.True(root.GetProperty("matrix_products").GetProperty("gflops").GetDouble() > 0);
        var processes = root.GetProperty("configuration").GetProperty("settings").EnumerateArray().Single(setting => setting.GetProperty("key").GetString() == "num_processes");
        Assert.Equal(("2", "my.yaml, line 2"), (processes.GetProperty("value").GetString(), processes.GetProperty("source").GetString()));
    }

    [Fact]
    public void A_configuration_with_a_mistake_is_reported_among_what_to_mend()
    {
        var file = _folder.Write("my.yaml", "distributed_type: NO\nnum_proceses: 2\n");
        var run = CommandRun.Of(new EnvCommand(Environment), "--config-file", file);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("To mend:", run.Output);
        Assert.Contains("Did you mean 'num_processes'?", run.Output);
    }

    [Fact]
    public void A_slow_BLAS_is_named_with_the_package_that_mends_it()
    {
        Assert.SkipUnless(File.Exists(ReferenceBlas), $"There is no reference BLAS at {ReferenceBlas}.");
        var root = RunTool(AppContext.BaseDirectory, ReferenceBlas);
        Assert.True(root.GetProperty("matrix_products").GetProperty("slow").GetBoolean(), root.ToString());
        var advice = root.GetProperty("to_mend").EnumerateArray().Single().GetString();
        Assert.Contains($"The BLAS is {ReferenceBlas}, the reference implementation.", advice);
        Assert.Contains("apt-get install libopenblas0-openmp", advice);
    }

    [Theory]
    [InlineData(2, "/usr/lib/libsomething/libblas.so.3", null, "Install OpenBLAS: apt-get install libopenblas0-openmp")]
    [InlineData(100, "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0", null, "the reference implementation")]
    [InlineData(2, "/opt/libblas.so.3", "/opt/libblas.so.3", "ACCELERATE_BLAS is '/opt/libblas.so.3': remove it")]
    [InlineData(2, null, null, "The BLAS is inside libtorch.")]
    [InlineData(100, "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", null, null)]
    public void What_to_do_depends_on_the_speed_and_the_library(double speed, string? blas, string? chosen, string? advice)
    {
        if (advice is null)
            Assert.Null(new MatrixSpeed(speed, speed).Advice(blas, chosen));
        else
            Assert.Contains(advice, new MatrixSpeed(speed, speed).Advice(blas, chosen));
    }

    [Theory]
    [InlineData("Haswell", true, true)]
    [InlineData("Haswell", false, false)]
    [InlineData("skylakex", true, false)]
    [InlineData("", true, false)]
    [InlineData(null, true, false)]
    public void OpenBLAS_that_is_told_to_use_half_the_vectors_is_named(string? coreType, bool hasAvx512, bool isNamed)
    {
        var advice = TorchFacts.KernelAdvice("/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", coreType, hasAvx512);
        Assert.Equal(isNamed, advice?.Contains("its kernels for 'Haswell'") == true);
        Assert.Equal(isNamed, advice is not null);
        Assert.Null(TorchFacts.KernelAdvice("/usr/lib/x86_64-linux-gnu/blas/libblas.so.3", coreType, hasAvx512));
    }

    [Fact]
    public void A_libtorch_that_does_not_load_is_reported()
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, _folder[Path.GetFileName(file)]);
        var root = RunTool(_folder.Path, blas: null);
        Assert.Contains("libaccelerate_native.so is missing", root.GetProperty("libtorch").GetProperty("problem").GetString());
        Assert.Contains("libtorch cannot be used", root.GetProperty("to_mend").EnumerateArray().Single().GetString());
        Assert.True(root.GetProperty("cores").GetInt32() > 0);
    }

    private string? Environment(string variable) => variable == "HF_HOME" ? _folder.Path : null;

    private JsonElement RunTool(string folder, string? blas)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "Accelerate.Cli.dll"), "env", "--json"]) { RedirectStandardOutput = true };
        start.Environment["HF_HOME"] = _folder.Path;
        start.Environment["ACCELERATE_BLAS"] = blas;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return JsonDocument.Parse(output).RootElement;
    }
}
