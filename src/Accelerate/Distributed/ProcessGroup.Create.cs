using System.Net;
using System.Net.Sockets;
using Accelerate.Launching;
using Accelerate.Native;

namespace Accelerate;

public sealed partial class ProcessGroup
{
    /// <summary>Joins a group by way of a store that all of its ranks share; waits until all have joined.</summary>
    /// <param name="store">
    /// The store. Every group needs keys of its own: a second group over one store gets a <see cref="PrefixStore"/>. The caller's to dispose, after the group.
    /// </param>
    /// <param name="rank">The number of this rank, from 0.</param>
    /// <param name="size">The number of ranks, the same on all of them.</param>
    /// <param name="options">How the group communicates.</param>
    /// <exception cref="ArgumentException">The rank is none of the group's, or the backend is unknown or not part of this build.</exception>
    /// <exception cref="RendezvousException">The ranks did not find together.</exception>
    public static ProcessGroup Create(Store store, int rank, int size, ProcessGroupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (rank < 0 || rank >= size)
            throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A group of {size} has ranks 0 to {size - 1}.");
        options ??= new();
        CheckBackend(options.Backend);
        var heartbeat = options.HeartbeatInterval;
        HealthMonitor? health = null;
        try
        {
            Rendezvous.Announce(store, rank, size, options);
            if (size > 1)
                health = new(store, rank, size, Beneath(store) is HashStore ? TimeSpan.Zero : heartbeat);
            var allOurs = Rendezvous.AwaitAll(store, rank, size, options, health);
            using var keys = new PrefixStore(Rendezvous.BackendPrefix, store);
            var native = options.Backend == "nccl"
                ? NativeGroup.Nccl(keys, rank, size, options.Timeout)
                : Rendezvous.Connect(
                    () => NativeGroup.Gloo(keys, rank, size, options.Timeout, options.Address ?? AddressTowards(store), Environment.GetEnvironmentVariable("GLOO_SOCKET_IFNAME") ?? ""), rank, size, health);
            try
            {
                // In the order of Python's init_process_group, whose rank 0 sets the number behind the barrier.
                Rendezvous.Settle(store, rank, size, options.JoinTimeout, health);
                native.AgreeOnSequence();
                if (allOurs)
                    native.MarkCollectives();
                var group = new ProcessGroup(native, rank, size, options, health) { _keys = store };
                health = null;
                return group;
            }
            catch
            {
                native.Dispose();
                throw;
            }
        }
        catch (TorchException exception)
        {
            throw new RendezvousException(
                $"Rank {rank} of {size} could not connect to the others: {exception.Message.Trim().TrimEnd('.')}. A process may have ended, whose output says why. If none has, see that each rank reaches each other one "
                + "over the network, by the address that leads to the store or by the interfaces that GLOO_SOCKET_IFNAME names.", exception);
        }
        finally
        {
            health?.Dispose();
        }
    }

    /// <summary>Joins the group of all processes that a launcher started: rank 0 serves the store, unless the launcher does, and the others connect to it.</summary>
    /// <param name="environment">Where this process stands, as <see cref="DistributedEnvironment.Read()"/> finds it.</param>
    /// <param name="options">How the group communicates.</param>
    /// <remarks>The protocol is torchrun's and the keys are those of Python's <c>init_process_group</c>, so that Python's ranks may take part.</remarks>
    /// <exception cref="RendezvousException">The ranks did not find together; the message says who is missing and what to check.</exception>
    public static ProcessGroup Connect(DistributedEnvironment environment, ProcessGroupOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        options ??= new();
        var store = LaunchStore.Open(environment, options.JoinTimeout);
        PrefixStore? keys = null;
        try
        {
            keys = new PrefixStore(LaunchStore.GroupPrefix, environment.UsesAgentStore ? new PrefixStore($"/worker/attempt_{environment.RestartCount}", store) : store);
            var group = Create(keys, environment.Rank, environment.WorldSize, options);
            group._owned = [keys, store];
            JoinedFile.Write();
            return group;
        }
        catch
        {
            // A store that is served ends only when nothing holds it any longer.
            keys?.Dispose();
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Joins the same ranks in a group of its own, for collectives that need no order with those of this one. All ranks call it in the same order. The caller's to dispose, before this one.
    /// </summary>
    internal ProcessGroup Beside()
    {
        var keys = new PrefixStore($"beside/{++_groupsBeside}", _keys!);
        try
        {
            var group = Create(keys, Rank, Size, _options);
            group._owned = [keys];
            return group;
        }
        catch
        {
            keys.Dispose();
            throw;
        }
    }

    private static void CheckBackend(string backend)
    {
        if (backend is not ("gloo" or "nccl"))
            throw new ArgumentException($"The backend is '{backend}'. There are gloo, for tensors in the memory of the machine, and nccl, for tensors on CUDA devices.");
        if (backend == "nccl" && !NativeGroup.IsNcclAvailable)
            throw new ArgumentException("The backend is 'nccl', which is not part of this build: it needs a libtorch with CUDA and the headers of CUDA and NCCL when the native part is compiled. Use gloo.");
    }

    private static Store Beneath(Store store) => store is PrefixStore part ? Beneath(part.Beneath) : store;

    /// <summary>The address of this machine on the way to the store; what the machine's name resolves to may be one that no other machine reaches.</summary>
    private static string AddressTowards(Store store)
    {
        switch (Beneath(store))
        {
            case HashStore:
                return "127.0.0.1";
            case TcpStore tcp:
                try
                {
                    using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
                    socket.Connect(new DnsEndPoint(tcp.Host, tcp.Port == 0 ? 1 : tcp.Port));
                    var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
                    return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
                }
                catch (SocketException)
                {
                    return "";
                }
            default:
                return "";
        }
    }
}
