using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Accelerate.Native;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Distributed;

/// <summary>One world of a rank of ours and a rank of Python's torch.distributed, over the same c10d.</summary>
public sealed class PythonPeerTests
{
    private const string Program = """
        import sys, torch, torch.distributed as dist
        dist.init_process_group("gloo")
        rank = dist.get_rank()
        values = torch.tensor([1.0, 10.0]) * (rank + 1)
        dist.all_reduce(values)
        print("sum", *values.tolist())
        dist.broadcast(values, src=0)
        print("broadcast", *values.tolist())
        parts = [torch.zeros(1, dtype=torch.int64) for _ in range(dist.get_world_size())]
        dist.all_gather(parts, torch.tensor([rank + 5]))
        print("gathered", *[part.item() for part in parts])
        many = torch.arange(100000.)
        if rank == 0:
            dist.send(many, dst=1, tag=3)
            dist.recv(many, src=1)
        else:
            back = many + 1
            dist.recv(many, src=0, tag=3)
            dist.send(back, dst=0)
        print("message", many[-1].item())
        dist.barrier()
        """;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_python_rank_and_one_of_ours_reduce_broadcast_gather_and_send_together(int rank)
    {
        var python = FindPython();
        Assert.SkipWhen(python is null, $"No Python with a torch of the loaded version {LibTorch.Version} was found (python3 on the PATH, or /usr/bin/python3).");
        var port = FreePort();
        using var peer = Start(python!, ["-c", Program], new()
        {
            ["MASTER_ADDR"] = "127.0.0.1", ["MASTER_PORT"] = port.ToString(CultureInfo.InvariantCulture), ["WORLD_SIZE"] = "2",
            ["RANK"] = (1 - rank).ToString(CultureInfo.InvariantCulture), ["OMP_NUM_THREADS"] = "1",
        });
        try
        {
            using var scope = NewDisposeScope();
            using var group = ProcessGroup.Connect(new() { Rank = rank, WorldSize = 2, MasterAddress = "127.0.0.1", MasterPort = port },
                new() { Timeout = TimeSpan.FromSeconds(60), JoinTimeout = TimeSpan.FromSeconds(90) });
            var values = tensor(new[] { 1f, 10f }) * (rank + 1);
            group.AllReduce(values);
            Assert.Equal([3f, 30f], Networks.Floats(values));
            values.mul_(rank + 2);
            group.Broadcast(values);
            Assert.Equal(rank == 0 ? [6f, 60f] : [3f, 30f], Networks.Floats(values));
            Assert.Equal([5L, 6L], group.AllGather(tensor(new[] { rank + 5L })).data<long>().ToArray());
            var many = arange(100_000, dtype: float32) + rank;
            if (rank == 0)
            {
                group.Send(many, destination: 1, tag: 3);
                group.Receive(many, source: 1);
            }
            else
            {
                using var back = many.clone();
                group.Receive(many, source: 0, tag: 3);
                group.Send(back, destination: 0);
            }
            Assert.Equal(rank == 0 ? 100_000f : 99_999f, many[^1].item<float>());
            group.Barrier();
            Assert.True(peer.WaitForExit(TimeSpan.FromSeconds(60)), "The Python rank did not end.");
            Assert.Equal(0, peer.ExitCode);
            Assert.Equal(
                ["sum 3.0 30.0", rank == 0 ? "broadcast 6.0 60.0" : "broadcast 3.0 30.0", "gathered 5 6", rank == 0 ? "message 99999.0" : "message 100000.0"],
                peer.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            if (!peer.HasExited)
                peer.Kill(entireProcessTree: true);
        }
    }

    private static string? FindPython()
    {
        foreach (var candidate in new[] { "python3", "/usr/bin/python3" })
        {
            try
            {
                using var process = Start(candidate, ["-c", "import torch, torch.distributed; print(torch.__version__)"], []);
                var version = process.StandardOutput.ReadToEnd();
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0 && version.StartsWith(LibTorch.Version.ToString(2), StringComparison.Ordinal))
                    return candidate;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }
        return null;
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string> variables)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = variables.Count == 0 };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
