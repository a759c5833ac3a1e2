using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Accelerate.Native;

/// <summary>A store that one process serves and all others reach over TCP.</summary>
public sealed unsafe class TcpStore : Store
{
    /// <summary>Serves a store, or connects to one; a client waits for a server that is not there yet, for at most the time-out.</summary>
    /// <param name="host">The host that serves; the server's own name or address as the others know it.</param>
    /// <param name="port">The port; 0 lets the server choose a free one.</param>
    /// <param name="isServer">Whether this process serves.</param>
    /// <param name="worldSize">How many processes take part, the server included; null where the store does not count them.</param>
    /// <param name="timeout">How long to wait for the server, for the others, and for keys.</param>
    /// <param name="waitForWorkers">Whether this process counts, and the server waits until <paramref name="worldSize"/> have come.</param>
    /// <exception cref="TorchTimeoutException">Nobody listens at the host and port, or not all came in time.</exception>
    /// <exception cref="TorchConnectionException">The host is unknown, or the port is taken by another program.</exception>
    public TcpStore(string host, int port, bool isServer, int? worldSize, TimeSpan timeout, bool waitForWorkers)
        : base(New(host, port, isServer, worldSize, timeout, waitForWorkers, out var bound))
    {
        Host = host;
        Port = bound;
    }

    /// <summary>The host that serves.</summary>
    public string Host { get; }

    /// <summary>The port that is served.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public override Store Reconnect() => new TcpStore(Host, Port, isServer: false, worldSize: null, Timeout, waitForWorkers: false);

    private static StoreHandle New(string host, int port, bool isServer, int? worldSize, TimeSpan timeout, bool waitForWorkers, out int bound)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, ushort.MaxValue);
        if (!isServer)
            AwaitServer(host, port, timeout);
        else if (port != 0)
            CheckFree(port);
        var began = Stopwatch.GetTimestamp();
        nint handle;
        int boundPort;
        NativeError.ThrowIfFailed(NativeMethods.acc_store_tcp(host, port, isServer ? 1 : 0, worldSize ?? -1, waitForWorkers ? 1 : 0, Milliseconds(timeout), &handle, &boundPort));
        bound = boundPort;
        var store = new StoreHandle(handle);
        // libtorch 1.13 goes on alone.
        if (isServer && waitForWorkers && worldSize > 1 && Stopwatch.GetElapsedTime(began) >= timeout)
        {
            store.Dispose();
            throw new TorchTimeoutException($"Not all of {worldSize} processes came to the store at {host}:{boundPort} within {timeout.TotalSeconds:0.#} s. Check that all have been started, with the same host, port and number of processes.");
        }
        return store;
    }

    // libtorch would write warnings to the log and throw something that says less.
    private static void CheckFree(int port)
    {
        try
        {
            using var probe = new TcpListener(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
            if (Socket.OSSupportsIPv6)
                probe.Server.DualMode = true;
            probe.Start();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new TorchConnectionException(exception.SocketErrorCode == SocketError.AccessDenied
                ? $"This user may not serve port {port}. Choose one from 1024 up, the same on every process."
                : $"Port {port} of this machine is taken by another program, so that no store can be served there. Choose another port, the same on every process, or end that program.");
        }
    }

    // libtorch's client tries once a second; a rank that starts a moment before the server would lose most of one.
    private static void AwaitServer(string host, int port, TimeSpan timeout)
    {
        var deadline = DateTime.UtcNow + timeout;
        for (var pause = 5; ; pause = Math.Min(pause * 2, 200))
        {
            string reason;
            try
            {
                using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
                var left = deadline - DateTime.UtcNow;
                using var limit = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1));
                client.ConnectAsync(new DnsEndPoint(host, port), limit.Token).AsTask().GetAwaiter().GetResult();
                return;
            }
            catch (SocketException exception)
            {
                reason = exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData ? $"the name '{host}' is unknown on this machine" : exception.Message;
            }
            catch (OperationCanceledException)
            {
                reason = "no answer came";
            }
            if (DateTime.UtcNow + TimeSpan.FromMilliseconds(pause) >= deadline)
                throw new TorchTimeoutException($"Nobody served a store at {host}:{port} within {timeout.TotalSeconds:0.#} s: {reason}. Rank 0, or the launcher on the first machine, has to listen there. "
                    + "Check that it is running, that MASTER_ADDR and MASTER_PORT are the same on all machines, and that no firewall is in between.");
            Thread.Sleep(pause);
        }
    }
}
