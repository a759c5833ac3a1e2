using Accelerate.Configuration;
using Xunit;

namespace Accelerate.Cli.Tests.Configuring;

public sealed class WriteDefaultTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Code_writes_what_the_command_writes()
    {
        var path = AcceleratorConfiguration.WriteDefault(_folder["sub/config.yaml"], MixedPrecision.BF16);
        Assert.Equal(_folder["sub/config.yaml"], path);
        var file = ConfigurationFile.Parse(File.ReadAllText(path));
        Assert.Empty(file.Problems);
        Assert.Equal("bf16", file.Values.MixedPrecision);
    }

    [Fact]
    public void A_file_that_is_there_stays_unless_code_says_otherwise()
    {
        var path = _folder.Write("config.yaml", "distributed_type: NO\n");
        var error = Assert.Throws<IOException>(() => AcceleratorConfiguration.WriteDefault(path));
        Assert.Contains("overwrite: true", error.Message);
        Assert.Equal("distributed_type: NO\n", File.ReadAllText(path));
        AcceleratorConfiguration.WriteDefault(path, overwrite: true);
        Assert.Equal("distributed_type: NO\n", File.ReadAllText($"{path}.bak"));
        Assert.Contains("num_processes: 1", File.ReadAllText(path));
    }

    [Fact]
    public void What_a_link_points_at_is_written()
    {
        var target = _folder.Write("real.yaml", "distributed_type: NO\n");
        File.CreateSymbolicLink(_folder["link.yaml"], target);
        AcceleratorConfiguration.WriteDefault(_folder["link.yaml"], overwrite: true);
        Assert.Contains("num_processes", File.ReadAllText(target));
        Assert.Equal(target, new FileInfo(_folder["link.yaml"]).LinkTarget);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_leaves_nothing_behind()
    {
        var file = _folder.Write("file", "");
        Assert.Throws<IOException>(() => AcceleratorConfiguration.WriteDefault(Path.Combine(file, "config.yaml")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_precision_that_there_is_not_is_refused() =>
        Assert.Throws<ArgumentException>(() => AcceleratorConfiguration.WriteDefault(_folder["config.yaml"], (MixedPrecision)9));
}
