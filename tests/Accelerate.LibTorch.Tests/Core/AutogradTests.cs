using System.Runtime.CompilerServices;
using Accelerate.Native;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Core;

public sealed class AutogradTests
{
    [Fact]
    public void Backward_fills_gradients_and_no_grad_records_nothing()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 2, 3 }, requires_grad: true);
        (x * x).sum().backward();
        Assert.Equal([4f, 6f], x.grad!.data<float>().ToArray());
        using (no_grad())
            Assert.False((x * x).requires_grad);
        Assert.True((x * x).requires_grad);
        Assert.True(x.is_leaf);
        Assert.False((x * x).is_leaf);
    }

    [Fact]
    public void Gradient_modes_nest_and_end_with_an_exception()
    {
        try
        {
            using var outer = no_grad();
            using (enable_grad())
                Assert.True(is_grad_enabled());
            Assert.False(is_grad_enabled());
            throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
        }
        Assert.True(is_grad_enabled());
        using (inference_mode())
            Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void Gradients_of_an_unused_input_are_an_error_or_null_never_a_crash()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var unused = ones(1).requires_grad_();
        Assert.Throws<TorchException>(() => autograd.grad([x.sum()], [unused]));
        Assert.Null(autograd.grad([x.sum()], [unused], allow_unused: true)[0]);
    }

    [Fact]
    public void A_custom_function_runs_forward_and_backward_with_what_it_saved()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, requires_grad: true);
        var y = Cube.apply(x, 3.0);
        Assert.Equal([3f, 24f], y.data<float>().ToArray());
        y.sum().backward();
        Assert.Equal([9f, 36f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void A_second_backward_through_a_custom_function_is_the_usual_error()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var y = Cube.apply(x, 1.0).sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Contains("second time", Assert.Throws<TorchException>(() => y.backward()).Message);
    }

    [Fact]
    public void An_exception_in_a_custom_backward_comes_out_as_itself()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var y = Failing.apply(x).sum();
        Assert.Equal("mine", Assert.Throws<InvalidTimeZoneException>(() => y.backward()).Message);
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_custom_backward_with_too_few_gradients_is_named()
    {
        using var scope = NewDisposeScope();
        var x = ones(1).requires_grad_();
        var y = Forgetful.apply(x, ones(1)).sum();
        Assert.Contains(nameof(Forgetful), Assert.Throws<InvalidOperationException>(() => y.backward()).Message);
    }

    [Fact]
    public void A_function_of_several_results_may_leave_some_without_gradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 1, 2 }, requires_grad: true);
        var results = SumAndMaximum.apply(x);
        Assert.True(results[0].requires_grad);
        Assert.False(results[1].requires_grad);
        results[0].backward();
        Assert.Equal([1f, 1f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_graph_of_a_custom_function_is_freed_with_its_result()
    {
        var released = Released();
        for (var i = 0; i < 10 && released.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(released.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference Released()
        {
            using var scope = NewDisposeScope();
            var marker = new object();
            var x = ones(1).requires_grad_();
            _ = SavesItsOutput.apply(x, marker);
            return new WeakReference(marker);
        }
    }

    [Fact]
    public void Anomaly_mode_lasts_as_long_as_its_object()
    {
        Assert.False(AnomalyMode.IsEnabled);
        using (autograd.detect_anomaly())
            Assert.True(AnomalyMode.IsEnabled);
        Assert.False(AnomalyMode.IsEnabled);
    }

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("scale", vars[1]);
            return x.pow(3) * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * x * x * (3 * (double)ctx.get_data("scale")), null!];
        }
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => throw new InvalidTimeZoneException("mine");
    }

    private sealed class Forgetful : autograd.SingleTensorFunction<Forgetful>
    {
        public override string Name => nameof(Forgetful);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * (Tensor)vars[1];

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output];
    }

    private sealed class SumAndMaximum : autograd.MultiTensorFunction<SumAndMaximum>
    {
        public override string Name => nameof(SumAndMaximum);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            var maximum = x.max();
            ctx.mark_non_differentiable([maximum]);
            return [x.sum(), maximum];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [grad_outputs[0] * ones_like(ctx.get_saved_variables()[0])];
    }

    private sealed class SavesItsOutput : autograd.SingleTensorFunction<SavesItsOutput>
    {
        public override string Name => nameof(SavesItsOutput);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var result = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([result]);
            ctx.save_data("marker", vars[1]);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0]];
    }
}
