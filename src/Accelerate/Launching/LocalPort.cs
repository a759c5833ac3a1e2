using System.Net;
using System.Net.Sockets;

namespace Accelerate.Launching;

/// <summary>The ports of this machine.</summary>
internal static class LocalPort
{
    /// <summary>The port that PyTorch's launcher uses unless told otherwise.</summary>
    public const int Default = 29500;

    /// <summary>A port that nobody listens on now.</summary>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.DualMode = true;
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException)
        {
            using var older = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            older.Bind(new IPEndPoint(IPAddress.Any, 0));
            return ((IPEndPoint)older.LocalEndPoint!).Port;
        }
    }

    /// <summary>
    /// Keeps other launchers off a port until it is disposed; null where one keeps it already. A worker listens on it only when it has loaded, long after the launcher has
    /// found it free.
    /// </summary>
    public static IDisposable? Reserve(int port)
    {
        // A name that is no file: it ends with the process, whatever ends that, and is one of the network namespace, as ports are.
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\0accelerate-launch-port-{port}")));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Whether a server could listen on the port.</summary>
    public static bool IsFree(int port) => CanListen(AddressFamily.InterNetwork, IPAddress.Any, port) && CanListen(AddressFamily.InterNetworkV6, IPAddress.IPv6Any, port);

    private static bool CanListen(AddressFamily family, IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            if (family == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is not (SocketError.AddressAlreadyInUse or SocketError.AccessDenied);
        }
    }
}
