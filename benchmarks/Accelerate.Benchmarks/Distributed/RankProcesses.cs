using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Accelerate.Benchmarks.Distributed;

/// <summary>Starts one process a rank with torchrun's environment variables, and reads what rank 0 prints: a name and microseconds a line.</summary>
internal static class RankProcesses
{
    /// <param name="isBound">Whether each rank has a core of its own.</param>
    public static Dictionary<string, double> Run(string program, IReadOnlyList<string> arguments, int ranks, bool isBound)
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        Process[] processes = [.. Enumerable.Range(0, ranks).Select(rank => Start(program, arguments, rank, ranks, port, isBound))];
        try
        {
            Task<string>[] errors = [.. processes.Select(process => process.StandardError.ReadToEndAsync())];
            Task<string>[] outputs = [.. processes.Select(process => process.StandardOutput.ReadToEndAsync())];
            Task.WaitAll([.. outputs, .. errors]);
            for (var rank = 0; rank < ranks; rank++)
            {
                processes[rank].WaitForExit();
                if (processes[rank].ExitCode != 0)
                    throw new InvalidOperationException($"Rank {rank} of `{program} {string.Join(' ', arguments)}` ended with {processes[rank].ExitCode}:\n{errors[rank].Result}{outputs[rank].Result}");
            }
            return outputs[0].Result.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
        }
        finally
        {
            foreach (var process in processes)
            {
                if (!process.HasExited)
                    process.Kill();
                process.Dispose();
            }
        }
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, int rank, int ranks, string port, bool isBound)
    {
        string[] command = [.. isBound ? ["taskset", "--cpu-list", Text(rank % Environment.ProcessorCount)] : Array.Empty<string>(), program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // The BLAS that the shim loads ahead of libtorch, so that Python computes with the same one.
        if (Accelerate.Native.LibTorch.PreloadedBlas is { } blas)
            start.Environment["LD_LIBRARY_PATH"] = Path.GetDirectoryName(blas);
        start.Environment["RANK"] = start.Environment["LOCAL_RANK"] = Text(rank);
        start.Environment["WORLD_SIZE"] = start.Environment["LOCAL_WORLD_SIZE"] = Text(ranks);
        start.Environment["MASTER_ADDR"] = "127.0.0.1";
        start.Environment["MASTER_PORT"] = port;
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
