using Xunit;

namespace Accelerate.Native.Tests;

public sealed class AutogradTests : IDisposable
{
    private readonly Handles _handles = new();

    public void Dispose() => _handles.Dispose();

    [Fact]
    public void Backward_accumulates_into_the_leaves()
    {
        var x = _handles.Parameter(2, 3);
        Autograd.Backward([_handles.Sum(_handles.Multiply(x, x))]);
        Assert.Equal([4f, 6f], _handles.Gradient(x));
        Autograd.Backward([_handles.Sum(x)]);
        Assert.Equal([5f, 7f], _handles.Gradient(x));
    }

    [Fact]
    public void Gradients_of_gradients_need_a_created_graph()
    {
        var x = _handles.Parameter(3);
        var cube = _handles.Sum(_handles.Multiply(_handles.Multiply(x, x), x));
        var first = _handles.Own(Autograd.Gradients([cube], [x], createGraph: true)[0]);
        var second = _handles.Own(Autograd.Gradients([_handles.Sum(first)], [x])[0]);
        Assert.Equal([27f], Handles.Read(first));
        Assert.Equal([18f], Handles.Read(second));
        Assert.Equal(0, NativeTensor.Grad(x));
    }

    [Fact]
    public void An_unused_input_is_an_error_unless_allowed()
    {
        var (x, unused) = (_handles.Parameter(1), _handles.Parameter(1));
        var y = _handles.Sum(x);
        Assert.Throws<TorchException>(() => Autograd.Gradients([y], [unused], retainGraph: true));
        Assert.Equal([0], Autograd.Gradients([y], [unused], allowUnused: true));
    }

    [Fact]
    public void An_error_after_the_exception_of_a_hook_on_the_same_thread_is_an_exception()
    {
        var x = _handles.Parameter(1);
        using var hook = GradientHooks.Register(x, _ => throw new InvalidOperationException("the hook"));
        Assert.Throws<InvalidOperationException>(() => Autograd.Backward([_handles.Sum(x)]));
        Assert.Throws<ArgumentException>(() => NativeTensor.Describe(0));
    }

    [Fact]
    public void A_hook_sees_and_replaces_the_gradient_until_it_is_removed()
    {
        var x = _handles.Parameter(1, 2);
        float[]? seen = null;
        var hook = GradientHooks.Register(x, gradient =>
        {
            seen = Handles.Read(gradient);
            return new Operator("aten::mul", "Scalar").InvokeTensor([NativeValue.FromTensor(gradient), NativeValue.FromInt64(10)]);
        });
        Autograd.Backward([_handles.Sum(x)]);
        Assert.Equal([1f, 1f], seen!);
        Assert.Equal([10f, 10f], _handles.Gradient(x));

        hook.Dispose();
        hook.Dispose();
        Autograd.Backward([_handles.Sum(x)]);
        Assert.Equal([11f, 11f], _handles.Gradient(x));
    }

    [Fact]
    public void A_hook_after_accumulation_finds_the_gradient_in_place_and_runs_on_the_callers_thread()
    {
        var x = _handles.Parameter(1, 2);
        var calls = 0;
        var thread = 0;
        using (GradientHooks.RegisterPostAccumulate(x, () =>
        {
            calls++;
            thread = Environment.CurrentManagedThreadId;
            Assert.Equal([1f * calls, 1f * calls], _handles.Gradient(x));
        }))
        {
            Autograd.Backward([_handles.Sum(x)]);
            Autograd.Backward([_handles.Sum(x)]);
        }
        Autograd.Backward([_handles.Sum(x)]);
        Assert.Equal(2, calls);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exception_of_a_hook_comes_out_of_backward_as_itself(bool afterAccumulation)
    {
        var x = _handles.Parameter(1);
        var thrown = new InvalidTimeZoneException("mine");
        using var hook = afterAccumulation
            ? GradientHooks.RegisterPostAccumulate(x, () => throw thrown)
            : GradientHooks.Register(x, _ => throw thrown);
        var y = _handles.Sum(x);
        Assert.Same(thrown, Assert.Throws<InvalidTimeZoneException>(() => Autograd.Backward([y])));
    }

    [Fact]
    public void An_error_of_libtorch_inside_a_hook_comes_out_as_itself()
    {
        var x = _handles.Parameter(1);
        using var hook = GradientHooks.Register(x, gradient => _handles.Call("select", "int", NativeValue.FromTensor(gradient), NativeValue.FromInt64(0), NativeValue.FromInt64(5)));
        var y = _handles.Sum(x);
        Assert.Throws<TorchIndexException>(() => Autograd.Backward([y]));
    }

    [Fact]
    public void A_hook_needs_a_tensor_with_a_gradient()
    {
        var plain = _handles.Floats([1]);
        Assert.Throws<TorchException>(() => GradientHooks.Register(plain, gradient => gradient));
        Assert.Throws<TorchException>(() => GradientHooks.RegisterPostAccumulate(plain, () => { }));
    }

    [Fact]
    public void Modes_belong_to_the_thread()
    {
        Autograd.GradMode = false;
        try
        {
            var elsewhere = false;
            var thread = new Thread(() => elsewhere = Autograd.GradMode);
            thread.Start();
            thread.Join();
            Assert.True(elsewhere);
            Assert.False(Autograd.GradMode);
        }
        finally
        {
            Autograd.GradMode = true;
        }
        using (Autograd.EnterInferenceMode())
            Assert.True(Autograd.InferenceMode);
        Assert.False(Autograd.InferenceMode);
    }

    [Fact]
    public void A_gradient_must_have_the_shape_of_its_tensor()
    {
        var x = _handles.Parameter(1, 2);
        NativeTensor.SetGrad(x, _handles.Floats([5, 6]));
        Assert.Equal([5f, 6f], _handles.Gradient(x));
        Assert.Throws<TorchException>(() => NativeTensor.SetGrad(x, _handles.Floats([1])));
        NativeTensor.SetGrad(x, 0);
        Assert.Equal(0, NativeTensor.Grad(x));
    }

    [Fact]
    public void Many_threads_may_run_backward_with_hooks_while_memory_is_collected()
    {
        var failures = 0;
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            using var handles = new Handles();
            for (var i = 0; i < 50; i++)
            {
                var x = handles.Parameter(i);
                var calls = 0;
                using var hook = GradientHooks.Register(x, _ =>
                {
                    calls++;
                    return 0;
                });
                Autograd.Backward([handles.Sum(handles.Multiply(x, x))]);
                if (calls != 1 || handles.Gradient(x)[0] != 2 * i)
                    Interlocked.Increment(ref failures);
                if (i % 10 == 0)
                    GC.Collect();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, failures);
    }
}
