using System.Text;
using Xunit;

namespace Accelerate.Native.Tests;

public sealed unsafe class RuntimeTests : IDisposable
{
    private readonly Handles _handles = new();

    public void Dispose() => _handles.Dispose();

    [Fact]
    public void Set_data_changes_every_handle_of_the_tensor()
    {
        var x = _handles.Parameter(1, 2);
        var other = _handles.Own(NativeTensor.Alias(x));
        NativeTensor.SetData(x, _handles.Floats([7, 8, 9]));
        Assert.Equal([7f, 8f, 9f], Handles.Read(other));
        Assert.Equal(NativeTensor.Identity(x), NativeTensor.Identity(other));
        Assert.True(NativeTensor.RequiresGrad(other));
    }

    [Fact]
    public void Tensors_over_one_storage_share_its_key()
    {
        var x = _handles.Floats([1, 2, 3]);
        var view = _handles.Call("slice", "Tensor", NativeValue.FromTensor(x), NativeValue.FromInt64(0), NativeValue.FromInt64(1));
        Assert.Equal(NativeTensor.StorageKey(x), NativeTensor.StorageKey(view));
        Assert.NotEqual(NativeTensor.StorageKey(x), NativeTensor.StorageKey(_handles.Floats([1, 2, 3])));
        Assert.Equal(12, NativeTensor.StorageByteCount(view));
        Assert.Equal(8, NativeTensor.ByteCount(view));
        Assert.Equal(0, NativeTensor.OwnedByteCount(x));
    }

    [Fact]
    public void Memory_lent_to_libtorch_is_released_once_after_the_last_view()
    {
        var released = 0;
        fixed (float* data = new float[] { 1, 2, 3, 4 })
        {
            var tensor = NativeTensor.FromBlob(data, [2, 2], Handles.Float32, () => released++);
            var view = new Operator("aten::select", "int").InvokeTensor([NativeValue.FromTensor(tensor), NativeValue.FromInt64(0), NativeValue.FromInt64(1)]);
            NativeTensor.Free(tensor);
            Assert.Equal(0, released);
            Assert.Equal([3f, 4f], Handles.Read(view));
            NativeTensor.Free(view);
            Assert.Equal(1, released);
        }
    }

    [Fact]
    public void Memory_that_a_step_frees_serves_the_next_without_new_pages()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("ACCELERATE_CPU_CACHE") == "0", "ACCELERATE_CPU_CACHE=0 keeps no memory.");
        const int steps = 50, megabytes = 9, pagesInMegabyte = 256;
        Step();
        var before = PageFaults();
        for (var i = 0; i < steps; i++)
            Step();
        Assert.InRange(PageFaults() - before, 0, steps * megabytes * pagesInMegabyte / 2);

        static void Step()
        {
            fixed (long* size = new long[] { megabytes << 18 })
                NativeTensor.Free(new Operator("aten::ones").InvokeTensor([NativeValue.FromInt64List(size, 1), NativeValue.FromInt64(Handles.Float32)]));
        }

        // The tenth field of the process's statistics, counted behind the name in parentheses.
        static long PageFaults() => long.Parse(File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ')[8]);
    }

    [Fact]
    public void Autocast_runs_a_matrix_product_in_bfloat16_and_ends_as_it_began()
    {
        var matrix = _handles.Floats([1, 2, 3, 4], 2, 2);
        var before = Autocast.Enter(Handles.Cpu, Handles.BFloat16);
        var inside = _handles.Call("matmul", "", NativeValue.FromTensor(matrix), NativeValue.FromTensor(matrix));
        Autocast.Restore(before);
        var outside = _handles.Call("matmul", "", NativeValue.FromTensor(matrix), NativeValue.FromTensor(matrix));
        Assert.Equal(Handles.BFloat16, NativeTensor.Describe(inside).ScalarType);
        Assert.Equal(Handles.Float32, NativeTensor.Describe(outside).ScalarType);
        Assert.False(before.Enabled);
        Assert.False(Autocast.Current(Handles.Cpu).Enabled);
    }

    [Fact]
    public void Autocast_that_the_device_cannot_do_changes_nothing()
    {
        const int meta = 14;
        Assert.Throws<ArgumentException>(() => Autocast.Enter(meta, Handles.BFloat16));
        Assert.False(Autocast.Current(Handles.Cpu).Enabled);
    }

    [Fact]
    public void The_number_of_threads_can_be_limited_for_one_thread_alone()
    {
        var before = Threads.Get();
        Threads.Set(2);
        try
        {
            var limited = 0;
            var thread = new Thread(() =>
            {
                Threads.LimitCurrentThread(1);
                limited = Threads.Get();
            });
            thread.Start();
            thread.Join();
            Assert.Equal(1, limited);
            Assert.Equal(2, Threads.Get());
            Assert.Throws<ArgumentOutOfRangeException>(() => Threads.Set(0));
        }
        finally
        {
            Threads.Set(before);
        }
    }

    [Fact]
    public void Measuring_threads_picks_a_tried_count_and_changes_neither_threads_nor_random_numbers()
    {
        var before = Threads.Get();
        RandomNumbers.ManualSeed(3);
        var expected = Draw(0);
        RandomNumbers.ManualSeed(3);
        Assert.Contains(ThreadMeasurement.FastestCount(2), new[] { 1, 2 });
        Assert.Equal(expected, Draw(0));
        Assert.Equal(before, Threads.Get());
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadMeasurement.FastestCount(0));
    }

    [Fact]
    public void A_generator_of_its_own_repeats_after_its_seed_and_its_state()
    {
        var generator = RandomNumbers.NewGenerator(Handles.Cpu, -1, 42);
        try
        {
            var first = Draw(generator);
            var state = _handles.Own(RandomNumbers.State(generator));
            var second = Draw(generator);
            RandomNumbers.SetState(generator, state);
            Assert.Equal(second, Draw(generator));
            RandomNumbers.SetSeed(generator, 42);
            Assert.Equal(first, Draw(generator));
            Assert.NotEqual(first, second);
            Assert.Equal(42ul, RandomNumbers.Seed(generator));
        }
        finally
        {
            RandomNumbers.FreeGenerator(generator);
        }
    }

    [Fact]
    public void Devices_that_are_not_here_count_zero()
    {
        Assert.Equal(1, Devices.Count(Handles.Cpu));
        const int hip = 6;
        Assert.Equal(0, Devices.Count(hip));
        Devices.Synchronize(Handles.Cpu);
        Assert.Throws<ArgumentException>(() => Devices.Count(12345));
    }

    [Fact]
    public void The_library_describes_itself()
    {
        Assert.True(LibTorch.Version >= new Version(1, 13));
        Assert.Contains("OpenMP", LibTorch.Configuration);
    }

    [Fact]
    public void A_mapped_tensor_reads_the_file_outlives_the_mapping_and_never_writes_back()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. Encoding.ASCII.GetBytes("head"), .. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
            nint tensor;
            using (var mapping = FileMapping.Open(path))
            {
                Assert.Equal(12, mapping.Length);
                Assert.Equal("head"u8, mapping.View(0, 4));
                tensor = _handles.Own(mapping.CreateTensor(4, [2], Handles.Float32));
                Assert.Throws<ArgumentOutOfRangeException>(() => mapping.View(10, 3).Length);
                Assert.Throws<TorchException>(() => mapping.CreateTensor(8, [2], Handles.Float32));
                Assert.Throws<TorchException>(() => mapping.CreateTensor(-4, [1], Handles.Float32));
                Assert.Throws<ArgumentException>(() => mapping.CreateTensor(0, [long.MaxValue, 4], Handles.Float32));
            }
            Assert.Equal([1.5f, -2f], Handles.Read(tensor));
            new Operator("aten::zero_").Invoke([NativeValue.FromTensor(tensor)]);
            Assert.Equal([0f, 0f], Handles.Read(tensor));
            Assert.Equal(1.5f, BitConverter.ToSingle(File.ReadAllBytes(path), 4));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_names_it()
    {
        Assert.Contains("nowhere.bin", Assert.Throws<FileNotFoundException>(() => FileMapping.Open("/nonexistent/nowhere.bin")).Message);
    }

    private float[] Draw(nint generator)
    {
        var tensor = _handles.Floats([0, 0, 0]);
        new Operator("aten::normal_").Invoke([NativeValue.FromTensor(tensor), NativeValue.FromDouble(0), NativeValue.FromDouble(1), NativeValue.FromGenerator(generator)]);
        return Handles.Read(tensor);
    }
}
