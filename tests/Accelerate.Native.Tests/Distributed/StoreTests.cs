using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Accelerate.Native.Tests.Distributed;

public sealed class StoreTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200), Long = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("accelerate-store-").FullName;

    public static TheoryData<string> Kinds => ["hash", "file", "tcp", "prefix"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Kinds))]
    public void What_is_set_can_be_read_counted_and_waited_for(string kind)
    {
        using var store = Make(kind);
        Assert.False(store.Check("colour"));
        store.Set("colour", "blue"u8);
        store.Set("empty", []);
        Assert.Equal("blue"u8.ToArray(), store.Get("colour"));
        Assert.Empty(store.Get("empty"));
        Assert.True(store.Check("colour", "empty"));
        Assert.False(store.Check("colour", "shape"));
        Assert.Equal(3, store.Add("counter", 3));
        Assert.Equal(5, store.Add("counter", 2));
        store.Wait(["colour", "counter"], Long);
        Assert.InRange(store.Count, 3, 4);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_key_that_nobody_sets_is_waited_for_until_the_time_out(string kind)
    {
        using var store = Make(kind);
        Assert.Throws<TorchTimeoutException>(() => store.Wait(["missing"], Short));
        store.Timeout = Short;
        Assert.Equal(Short, store.Timeout);
        Assert.Throws<TorchTimeoutException>(() => store.Get("missing"));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_reader_waits_for_a_writer_on_another_connection(string kind)
    {
        using var store = Make(kind);
        using var other = store.Reconnect();
        var writer = Task.Run(() =>
        {
            Thread.Sleep(50);
            other.Set("late", [1, 2, 3]);
        }, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], store.Get("late"));
        await writer;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Of_several_who_compare_and_set_one_sets(string kind)
    {
        using var store = Make(kind);
        Assert.Equal("first"u8.ToArray(), store.CompareSet("choice", [], "first"u8));
        Assert.Equal("first"u8.ToArray(), store.CompareSet("choice", [], "second"u8));
        Assert.Equal("third"u8.ToArray(), store.CompareSet("choice", "first"u8, "third"u8));
        Assert.Equal("third"u8.ToArray(), store.Get("choice"));
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("tcp")]
    public void A_key_can_be_removed(string kind)
    {
        using var store = Make(kind);
        store.Set("colour", "blue"u8);
        Assert.True(store.Delete("colour"));
        Assert.False(store.Delete("colour"));
        Assert.False(store.Check("colour"));
    }

    [Fact]
    public void A_prefix_keeps_the_keys_of_two_groups_apart()
    {
        using var store = new HashStore();
        using var first = new PrefixStore("first", store);
        using var second = new PrefixStore("second", store);
        first.Set("key", "1"u8);
        second.Set("key", "2"u8);
        Assert.Equal("1"u8.ToArray(), first.Get("key"));
        Assert.Equal("2"u8.ToArray(), store.Get("second/key"));
        Assert.Same(store, first.Beneath);
    }

    [Fact]
    public async Task A_server_waits_for_its_clients_and_says_when_not_all_come()
    {
        var port = FreePort();
        var client = Task.Run(() => new TcpStore("127.0.0.1", port, isServer: false, worldSize: 2, Long, waitForWorkers: true), TestContext.Current.CancellationToken);
        using (new TcpStore("127.0.0.1", port, isServer: true, worldSize: 2, Long, waitForWorkers: true))
            (await client).Dispose();
        var failure = Assert.Throws<TorchTimeoutException>(() => new TcpStore("127.0.0.1", FreePort(), isServer: true, worldSize: 2, TimeSpan.FromSeconds(1), waitForWorkers: true));
        Assert.Contains("Not all of 2 processes came", failure.Message);
    }

    [Fact]
    public async Task A_client_waits_for_a_server_that_comes_late_no_longer_than_it_takes()
    {
        var port = FreePort();
        var client = Task.Run(() => new TcpStore("127.0.0.1", port, isServer: false, worldSize: null, Long, waitForWorkers: false), TestContext.Current.CancellationToken);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        using var server = new TcpStore("127.0.0.1", port, isServer: true, worldSize: null, Long, waitForWorkers: false);
        using var connected = await client;
        connected.Set("here", [1]);
        server.Wait(["here"], Long);
    }

    [Fact]
    public void A_store_whose_server_is_gone_says_that_the_connection_is_lost()
    {
        var server = new TcpStore("127.0.0.1", 0, isServer: true, worldSize: null, Long, waitForWorkers: false);
        using var client = server.Reconnect();
        client.Set("here", [1]);
        server.Dispose();
        Assert.Throws<TorchConnectionException>(() =>
        {
            for (var attempt = 0; attempt < 100; attempt++)
                client.Add("counter", 1);
        });
    }

    [Fact]
    public void A_disposed_store_is_refused()
    {
        var store = new HashStore();
        store.Dispose();
        store.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.Set("key", []));
        Assert.Throws<ObjectDisposedException>(() => new PrefixStore("prefix", store));
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpStore("127.0.0.1", 70000, isServer: false, null, Short, waitForWorkers: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileStore(Path.Combine(_folder, "store"), 0));
        using var store = new HashStore();
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeGroup.Gloo(store, 2, 2, Short, "127.0.0.1"));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Wait(["key"], TimeSpan.FromSeconds(-1)));
    }

    private Store Make(string kind) => kind switch
    {
        "hash" => new HashStore(),
        "file" => new FileStore(Path.Combine(_folder, "store"), 1),
        "tcp" => new TcpStore("127.0.0.1", 0, isServer: true, worldSize: null, Long, waitForWorkers: false),
        _ => new PrefixStore("part", new HashStore()),
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
