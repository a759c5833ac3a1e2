namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _handle = RandomNumbers.NewGenerator((int)this.device.type, this.device.index, seed);
        }

        private Generator(nint handle, Device device)
        {
            _handle = handle;
            this.device = device;
        }

        ~Generator() => Dispose(false);

        /// <summary>libtorch's generator for the CPU, shared by all threads of the process. Each read makes a new object for it.</summary>
        public static Generator Default => new(RandomNumbers.DefaultGenerator((int)DeviceType.CPU, -1), CPU);

        public Device device { get; }

        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            RandomNumbers.SetSeed(Handle, unchecked((ulong)seed));
            return this;
        }

        /// <summary>Seeds the generator from the system's randomness and returns the seed.</summary>
        public long seed() => unchecked((long)RandomNumbers.Reseed(Handle));

        public long initial_seed() => unchecked((long)RandomNumbers.Seed(Handle));

        /// <summary>The state as a byte tensor.</summary>
        public Tensor get_state() => Tensor.Adopt(RandomNumbers.State(Handle));

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            RandomNumbers.SetState(Handle, value.Handle);
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) => RandomNumbers.FreeGenerator(Interlocked.Exchange(ref _handle, 0));
    }

    /// <summary>Seeds the default generators of all devices; they are libtorch's own, shared by the whole process.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long seed() => random.seed();

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>libtorch's default generator for the CPU.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            RandomNumbers.ManualSeed(unchecked((ulong)seed));
            return Generator.Default;
        }

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
