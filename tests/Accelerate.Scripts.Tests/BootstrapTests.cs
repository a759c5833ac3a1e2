using Xunit;

namespace Accelerate.Scripts.Tests;

public sealed class BootstrapTests : IDisposable
{
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void SaysAndInstallsNothingWhenNothingIsMissing()
    {
        var result = Bootstrap();
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("", machine.Read("apt-get.log"));
    }

    [Fact]
    public void InstallsExactlyWhatIsMissingAsRoot()
    {
        machine.Write("packages", "libtorch-dev\n");
        machine.Remove("cmake", "c++");

        Assert.Equal(0, Bootstrap().ExitCode);

        var calls = machine.Read("apt-get.log").TrimEnd().Split('\n');
        Assert.Equal("update", calls[0]);
        Assert.StartsWith("install -y --no-install-recommends", calls[1], StringComparison.Ordinal);
        Assert.EndsWith(" libopenblas0-openmp dataset-fashion-mnist cmake g++", calls[1], StringComparison.Ordinal);
        Assert.Equal(2, calls.Length);
    }

    [Fact]
    public void DoesNothingTheSecondTime()
    {
        machine.Write("packages", "");
        Assert.Equal(0, Bootstrap().ExitCode);
        var log = machine.Read("apt-get.log");

        Assert.Equal(0, Bootstrap().ExitCode);
        Assert.Equal(log, machine.Read("apt-get.log"));
    }

    [Fact]
    public void TakesAPackageThatWasRemovedAsMissing()
    {
        machine.Command("dpkg-query", "printf '%s\\n' 'libtorch-dev config-files' 'libopenblas0-openmp installed' 'dataset-fashion-mnist installed'");
        machine.Command("id", "echo 1000");
        AssertStops("missing: libtorch-dev");
    }

    [Fact]
    public void UsesSudoWhenItNeedsNoPassword()
    {
        machine.Write("packages", "");
        machine.Command("id", "echo 1000");
        machine.Command("sudo", $"echo sudo \"$1\" >>'{machine.PathOf("sudo.log")}'; shift; [ \"$1\" != true ] || exit 0; exec \"$@\"");

        Assert.Equal(0, Bootstrap().ExitCode);
        Assert.Contains("install -y", machine.Read("apt-get.log"), StringComparison.Ordinal);
        Assert.Equal("sudo -n\nsudo -n\n", machine.Read("sudo.log"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PrintsTheLineToRunWhenTheUserMayNotInstall(bool hasSudo)
    {
        machine.Write("packages", "libtorch-dev\nlibopenblas0-openmp\n");
        machine.Command("id", "echo 1000");
        if (hasSudo)
            machine.Command("sudo", "echo 'sudo: a password is required' >&2; exit 1");

        var error = AssertStops("missing: dataset-fashion-mnist");
        Assert.Contains("\nsudo apt-get update && sudo apt-get install -y --no-install-recommends dataset-fashion-mnist\n", error, StringComparison.Ordinal);
        Assert.Equal("", machine.Read("apt-get.log"));
    }

    [Fact]
    public void SaysThatTheNetworkIsMissing()
    {
        machine.Write("packages", "");
        machine.Command("apt-get", """
            [ "$1" = update ] && { echo "W: Failed to fetch http://mirror/InRelease  Temporary failure resolving 'mirror'"; exit 0; }
            echo 'E: Unable to locate package libtorch-dev' >&2
            exit 100
            """);
        AssertStops("could not reach its package sources", "Temporary failure resolving", "connect this machine to the network", "libtorch-dev");
    }

    [Fact]
    public void SaysThatTheDistributionLacksAPackage()
    {
        machine.Write("packages", "");
        machine.Write("os-release", "PRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\n");
        machine.Command("apt-get", "[ \"$1\" = update ] || { echo 'E: Unable to locate package libtorch-dev' >&2; exit 100; }");
        AssertStops("lacks a package", "Debian GNU/Linux 11", "Unable to locate package libtorch-dev", "Debian 12 or newer", "LIBTORCH=");
    }

    [Fact]
    public void PassesOnAnyOtherFailureOfApt()
    {
        machine.Write("packages", "");
        machine.Command("apt-get", "echo 'E: Could not get lock /var/lib/dpkg/lock-frontend' >&2; exit 100");
        AssertStops("could not install", "Could not get lock");
    }

    [Fact]
    public void DoesNotTrustAnInstallationThatChangedNothing()
    {
        machine.Write("packages", "");
        machine.Command("apt-get", "exit 0");
        AssertStops("still missing", "libtorch-dev");
    }

    [Fact]
    public void AsksForLibtorchWhereThereIsNoApt()
    {
        machine.Remove("apt-get", "dpkg-query", "cmake", "c++");
        machine.Write("os-release", "PRETTY_NAME=\"Fedora Linux 42\"\n");
        AssertStops("there is no apt-get", "Fedora Linux 42", "missing: libtorch cmake g++", "LIBTORCH=/path/to/libtorch");
    }

    [Fact]
    public void NeedsNoAptWhenLibtorchAndTheToolsAreThere()
    {
        machine.Remove("apt-get", "dpkg-query");
        UseOwnLibtorch();

        var result = Bootstrap();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: Fashion-MNIST", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void StillNeedsTheToolsWithALibtorchOfOnesOwn()
    {
        machine.Remove("apt-get", "dpkg-query", "make");
        UseOwnLibtorch();
        AssertStops("missing: make");
    }

    [Fact]
    public void InstallsNoLibtorchBesideALibtorchOfOnesOwn()
    {
        machine.Write("packages", "dataset-fashion-mnist\n");
        UseOwnLibtorch();
        Assert.Equal((0, ""), (Bootstrap().ExitCode, machine.Read("apt-get.log")));
    }

    [Fact]
    public void TakesTheCompilerThatCxxNames()
    {
        machine.Remove("c++");
        machine.Command("clang++", "exit 0");
        machine.Set("CXX", "clang++");
        Assert.Equal((0, ""), (Bootstrap().ExitCode, machine.Read("apt-get.log")));
    }

    [Fact]
    public void RefusesALibtorchPathThatHoldsNone()
    {
        machine.Set("LIBTORCH", "/nowhere/libtorch");
        AssertStops("LIBTORCH does not name a libtorch", "LIBTORCH=/nowhere/libtorch", "unpacked libtorch");
    }

    [Fact]
    public void RefusesMusl()
    {
        machine.Write("os-release", "PRETTY_NAME=\"Alpine Linux v3.22\"\nID=alpine\n");
        machine.Command("getconf", "echo 'getconf: GNU_LIBC_VERSION: unknown variable' >&2; exit 1");
        machine.Command("ldd", "echo 'musl libc (x86_64)' >&2; exit 1");
        AssertStops("needs a glibc system", "Alpine Linux v3.22", "musl");
    }

    [Fact]
    public void RecognizesGlibcWithoutGetconf()
    {
        machine.Remove("getconf");
        machine.Command("ldd", "echo 'ldd (Debian GLIBC 2.36-9) 2.36'");
        Assert.Equal(0, Bootstrap().ExitCode);
    }

    [Fact]
    public void RefusesAnotherProcessor()
    {
        machine.Command("uname", "case $1 in -s) echo Linux ;; -m) echo riscv64 ;; esac");
        AssertStops("processor is not supported", "riscv64", "x86_64 or aarch64");
    }

    [Fact]
    public void AcceptsAarch64()
    {
        machine.Command("uname", "case $1 in -s) echo Linux ;; -m) echo aarch64 ;; esac");
        Assert.Equal(0, Bootstrap().ExitCode);
    }

    [Fact]
    public void RefusesAnotherOperatingSystem()
    {
        machine.Command("uname", "echo Darwin");
        AssertStops("system is not supported", "Darwin", "Linux");
    }

    [Fact]
    public void AsksForTheSdk()
    {
        machine.Remove("dotnet");
        AssertStops("The .NET SDK is missing", "no 'dotnet' on the PATH", "10.0.100", "dotnet.microsoft.com/download");
    }

    [Fact]
    public void NamesTheSdksThatAreTooOld()
    {
        machine.Command("dotnet", """
            case $1 in
              --version) echo 'The command could not be loaded, possibly because: ...' >&2; exit 145 ;;
              --list-sdks) printf '%s\n' '8.0.404 [/usr/share/dotnet/sdk]' '9.0.306 [/usr/share/dotnet/sdk]' ;;
            esac
            """);
        var error = AssertStops("global.json asks for 10.0.100", "found: 8.0.404 9.0.306\n", "10.0.100 or a later 10.0 SDK");
        Assert.DoesNotContain("possibly because", error, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatOnlyARuntimeIsThere()
    {
        machine.Command("dotnet", "[ \"$1\" = --list-sdks ]");
        AssertStops("global.json asks for 10.0.100", "only a runtime");
    }

    [Fact]
    public void PassesOnWhyDotnetDoesNotStart()
    {
        machine.Command("dotnet", "echo \"Couldn't find a valid ICU package\" >&2; exit 134");
        AssertStops("'dotnet' does not start", "valid ICU package");
    }

    private ScriptResult Bootstrap() => machine.Run("eng/bootstrap.sh");

    private void UseOwnLibtorch()
    {
        machine.Write("libtorch/share/cmake/Torch/TorchConfig.cmake", "");
        machine.Set("LIBTORCH", machine.PathOf("libtorch"));
    }

    private string AssertStops(params string[] texts)
    {
        var result = Bootstrap();
        Assert.Equal(1, result.ExitCode);
        foreach (var text in texts)
            Assert.Contains(text, result.Error, StringComparison.Ordinal);
        foreach (var label in new[] { "error: ", "  found: ", "  to do: " })
            Assert.Contains(label, result.Error, StringComparison.Ordinal);
        return result.Error;
    }
}
