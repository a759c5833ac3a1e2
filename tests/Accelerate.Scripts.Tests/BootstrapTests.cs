using Xunit;

namespace Accelerate.Scripts.Tests;

public sealed class BootstrapTests : IDisposable
{
    private readonly Machine machine = new();

    public void Dispose() => machine.Dispose();

    [Fact]
    public void Says_and_installs_nothing_when_nothing_is_missing()
    {
        var result = Bootstrap();
        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("", machine.Read("apt-get.log"));
    }

    [Fact]
    public void Installs_exactly_what_is_missing_as_root()
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
    public void Installs_what_is_wanted_beside_as_well()
    {
        var result = machine.Run("eng/bootstrap.sh", "openmpi-bin", "iproute2");
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith(" openmpi-bin iproute2", machine.Read("apt-get.log").TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Goes_on_without_what_is_wanted_beside_where_it_may_not_be_installed()
    {
        machine.Command("id", "echo 1000");
        var result = machine.Run("eng/bootstrap.sh", "openmpi-bin");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("without openmpi-bin", result.Error, StringComparison.Ordinal);
        Assert.Equal("", machine.Read("apt-get.log"));
    }

    [Fact]
    public void Does_nothing_the_second_time()
    {
        machine.Write("packages", "");
        Assert.Equal(0, Bootstrap().ExitCode);
        var log = machine.Read("apt-get.log");

        Assert.Equal(0, Bootstrap().ExitCode);
        Assert.Equal(log, machine.Read("apt-get.log"));
    }

    [Fact]
    public void Takes_a_package_that_was_removed_as_missing()
    {
        machine.Command("dpkg-query", "printf '%s\\n' 'libtorch-dev config-files' 'libopenblas0-openmp installed' 'dataset-fashion-mnist installed'");
        machine.Command("id", "echo 1000");
        AssertStops("missing: libtorch-dev");
    }

    [Fact]
    public void Uses_sudo_when_it_needs_no_password()
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
    public void Prints_the_line_to_run_when_the_user_may_not_install(bool hasSudo)
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
    public void Says_that_the_network_is_missing()
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
    public void Says_that_the_distribution_lacks_a_package()
    {
        machine.Write("packages", "");
        machine.Write("os-release", "PRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\n");
        machine.Command("apt-get", "[ \"$1\" = update ] || { echo 'E: Unable to locate package libtorch-dev' >&2; exit 100; }");
        AssertStops("lacks a package", "Debian GNU/Linux 11", "Unable to locate package libtorch-dev", "Debian 12 or newer", "LIBTORCH=");
    }

    [Fact]
    public void Passes_on_any_other_failure_of_apt()
    {
        machine.Write("packages", "");
        machine.Command("apt-get", "echo 'E: Could not get lock /var/lib/dpkg/lock-frontend' >&2; exit 100");
        AssertStops("could not install", "Could not get lock");
    }

    [Fact]
    public void Does_not_trust_an_installation_that_changed_nothing()
    {
        machine.Write("packages", "");
        machine.Command("apt-get", "exit 0");
        AssertStops("still missing", "libtorch-dev");
    }

    [Fact]
    public void Asks_for_libtorch_where_there_is_no_apt()
    {
        machine.Remove("apt-get", "dpkg-query", "cmake", "c++");
        machine.Write("os-release", "PRETTY_NAME=\"Fedora Linux 42\"\n");
        AssertStops("there is no apt-get", "Fedora Linux 42", "missing: libtorch cmake g++", "LIBTORCH=/path/to/libtorch");
    }

    [Fact]
    public void Needs_no_apt_when_libtorch_and_the_tools_are_there()
    {
        machine.Remove("apt-get", "dpkg-query");
        UseOwnLibtorch();

        var result = Bootstrap();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("note: Fashion-MNIST", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Still_needs_the_tools_with_a_libtorch_of_ones_own()
    {
        machine.Remove("apt-get", "dpkg-query", "make");
        UseOwnLibtorch();
        AssertStops("missing: make");
    }

    [Fact]
    public void Installs_no_libtorch_beside_a_libtorch_of_ones_own()
    {
        machine.Write("packages", "dataset-fashion-mnist\n");
        UseOwnLibtorch();
        Assert.Equal((0, ""), (Bootstrap().ExitCode, machine.Read("apt-get.log")));
    }

    [Fact]
    public void Takes_the_compiler_that_cxx_names()
    {
        machine.Remove("c++");
        machine.Command("clang++", "exit 0");
        machine.Set("CXX", "clang++");
        Assert.Equal((0, ""), (Bootstrap().ExitCode, machine.Read("apt-get.log")));
    }

    [Fact]
    public void Refuses_a_libtorch_path_that_holds_none()
    {
        machine.Set("LIBTORCH", "/nowhere/libtorch");
        AssertStops("LIBTORCH does not name a libtorch", "LIBTORCH=/nowhere/libtorch", "unpacked libtorch");
    }

    [Fact]
    public void Refuses_musl()
    {
        machine.Write("os-release", "PRETTY_NAME=\"Alpine Linux v3.22\"\nID=alpine\n");
        machine.Command("getconf", "echo 'getconf: GNU_LIBC_VERSION: unknown variable' >&2; exit 1");
        machine.Command("ldd", "echo 'musl libc (x86_64)' >&2; exit 1");
        AssertStops("needs a glibc system", "Alpine Linux v3.22", "musl");
    }

    [Fact]
    public void Recognizes_glibc_without_getconf()
    {
        machine.Remove("getconf");
        machine.Command("ldd", "echo 'ldd (Debian GLIBC 2.36-9) 2.36'");
        Assert.Equal(0, Bootstrap().ExitCode);
    }

    [Fact]
    public void Refuses_another_processor()
    {
        machine.Command("uname", "case $1 in -s) echo Linux ;; -m) echo riscv64 ;; esac");
        AssertStops("processor is not supported", "riscv64", "x86_64 or aarch64");
    }

    [Fact]
    public void Accepts_aarch64()
    {
        machine.Command("uname", "case $1 in -s) echo Linux ;; -m) echo aarch64 ;; esac");
        Assert.Equal(0, Bootstrap().ExitCode);
    }

    [Fact]
    public void Refuses_another_operating_system()
    {
        machine.Command("uname", "echo Darwin");
        AssertStops("system is not supported", "Darwin", "Linux");
    }

    [Fact]
    public void Asks_for_the_sdk()
    {
        machine.Remove("dotnet");
        AssertStops("The .NET SDK is missing", "no 'dotnet' on the PATH", "10.0.100", "dotnet.microsoft.com/download");
    }

    [Fact]
    public void Names_the_sdks_that_are_too_old()
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
    public void Says_that_only_a_runtime_is_there()
    {
        machine.Command("dotnet", "[ \"$1\" = --list-sdks ]");
        AssertStops("global.json asks for 10.0.100", "only a runtime");
    }

    [Fact]
    public void Passes_on_why_dotnet_does_not_start()
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
