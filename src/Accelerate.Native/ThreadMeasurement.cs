using System.Diagnostics;

namespace Accelerate.Native;

/// <summary>
/// Finds how many threads one operator should use here. Cores that other work keeps busy, a BLAS that ignores the count or
/// hyper-threads can make more threads slower, so the number is measured rather than taken from the machine.
/// </summary>
public static class ThreadMeasurement
{
    private const int Float32 = 6, Cpu = 0, Rounds = 9;

    // On a machine whose cores are all taken a single step with too many threads can take long: the rounds end early then.
    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(500);

    // More threads must win by more than the noise of a shared machine.
    private const double Gain = 0.93;

    private static readonly Operator s_conv2d = new("aten::conv2d"), s_matmul = new("aten::matmul"), s_sum = new("aten::sum");

    /// <summary>
    /// Times a small step, forward and backward through a convolution and a matrix product, with 1, 2, 4 … threads, and
    /// returns the fastest count. It takes a fraction of a second, and leaves the number of threads and libtorch's generators as they were.
    /// </summary>
    /// <param name="most">The largest count to try.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is not positive.</exception>
    public static int FastestCount(int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (most == 1)
            return 1;
        int[] counts = [.. Powers(most), most];
        var best = new double[counts.Length];
        Array.Fill(best, double.MaxValue);
        var before = Threads.Get();
        try
        {
            using var step = new Step();
            // Rounds over all counts, so that a burst of other work on the machine falls on each alike.
            var begun = Stopwatch.GetTimestamp();
            for (var round = 0; round < Rounds && (round == 0 || Stopwatch.GetElapsedTime(begun) < s_budget); round++)
            {
                for (var i = 0; i < counts.Length; i++)
                {
                    Threads.Set(counts[i]);
                    step.Run();
                    var start = Stopwatch.GetTimestamp();
                    step.Run();
                    best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }
        finally
        {
            Threads.Set(before);
        }
        var chosen = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (best[i] < best[chosen] * Gain)
                chosen = i;
        }
        return counts[chosen];
    }

    private static IEnumerable<int> Powers(int most)
    {
        for (var count = 1; count < most; count *= 2)
            yield return count;
    }

    private sealed unsafe class Step : IDisposable
    {
        private readonly nint _generator = RandomNumbers.NewGenerator(Cpu, -1, 0);
        private readonly nint _images, _kernel, _activations, _weights;

        internal Step()
        {
            _images = Random(64, 16, 14, 14);
            _kernel = Random(32, 16, 3, 3);
            _activations = Random(64, 1024);
            _weights = Random(1024, 128);
            NativeTensor.SetRequiresGrad(_kernel, true);
            NativeTensor.SetRequiresGrad(_weights, true);
        }

        public void Dispose()
        {
            NativeTensor.Free([_images, _kernel, _activations, _weights]);
            RandomNumbers.FreeGenerator(_generator);
        }

        internal void Run()
        {
            Differentiate(s_conv2d.InvokeTensor([NativeValue.FromTensor(_images), NativeValue.FromTensor(_kernel)]), _kernel);
            Differentiate(s_matmul.InvokeTensor([NativeValue.FromTensor(_activations), NativeValue.FromTensor(_weights)]), _weights);
        }

        private static void Differentiate(nint result, nint input)
        {
            var sum = s_sum.InvokeTensor([NativeValue.FromTensor(result)]);
            NativeTensor.Free(Autograd.Gradients([sum], [input]));
            NativeTensor.Free([sum, result]);
        }

        private nint Random(params long[] sizes)
        {
            fixed (long* first = sizes)
                return new Operator("aten::randn", "generator").InvokeTensor([NativeValue.FromInt64List(first, sizes.Length), NativeValue.FromGenerator(_generator), NativeValue.FromInt64(Float32)]);
        }
    }
}
