using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

public sealed class HookTests
{
    [Fact]
    public void Call_runs_the_hooks_and_forward_does_not()
    {
        using var layer = new Double();
        var log = new List<string>();
        layer.register_forward_pre_hook(_ => log.Add("before"));
        layer.register_forward_pre_hook((_, input) => { log.Add($"input {input}"); return 0; });
        layer.register_forward_hook((_, input, result) => { log.Add($"{input} -> {result}"); return result; });
        layer.register_forward_hook(_ => log.Add("after"));
        layer.forward(3);
        Assert.Empty(log);
        layer.call(3);
        Assert.Equal(["before", "input 3", "0 -> 0", "after"], log);
    }

    [Fact]
    public void What_a_hook_returns_takes_the_place_of_input_and_result()
    {
        using var scope = NewDisposeScope();
        var layer = Identity();
        layer.register_forward_pre_hook((_, input) => input.add(1));
        layer.register_forward_hook((_, input, result) => result.mul(10).add(input));
        Assert.Equal([33f], Values.Of(layer.call(full(1, 2f))));
    }

    [Fact]
    public void A_hook_that_returns_null_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var layer = Identity();
        layer.register_forward_pre_hook((_, _) => null!);
        layer.register_forward_hook((_, _, _) => null!);
        Assert.Equal([2f], Values.Of(layer.call(full(1, 2f))));
    }

    [Fact]
    public void Hooks_run_in_the_order_of_registration_until_they_are_removed()
    {
        using var layer = new Double();
        var log = new List<int>();
        layer.register_forward_hook(_ => log.Add(1));
        var second = layer.register_forward_hook(_ => log.Add(2));
        layer.register_forward_hook(_ => log.Add(3));
        layer.call(0);
        second.remove();
        second.remove();
        layer.call(0);
        Assert.Equal([1, 2, 3, 1, 3], log);
    }

    [Fact]
    public void A_hook_may_remove_itself_and_register_another()
    {
        using var layer = new Double();
        var log = new List<string>();
        HookableModule<Func<Module<int, int>, int, int>, Func<Module<int, int>, int, int, int>>.HookRemover? remover = null;
        remover = layer.register_forward_pre_hook(_ =>
        {
            log.Add("once");
            remover!.remove();
            layer.register_forward_pre_hook(_ => log.Add("later"));
        });
        layer.call(0);
        layer.call(0);
        Assert.Equal(["once", "later"], log);
    }

    [Fact]
    public void An_exception_in_forward_comes_out_as_itself_and_skips_the_hooks_after_it()
    {
        using var layer = new Double();
        var log = new List<string>();
        layer.register_forward_pre_hook(_ => log.Add("before"));
        layer.register_forward_hook(_ => log.Add("after"));
        Assert.Throws<OverflowException>(() => layer.call(int.MaxValue));
        Assert.Equal(["before"], log);
        layer.call(1);
        Assert.Equal(["before", "before", "after"], log);
    }

    [Fact]
    public void A_module_of_two_inputs_has_them_replaced_together()
    {
        using var layer = new Sum();
        layer.register_forward_pre_hook((_, first, second) => (first * 10, second));
        layer.register_forward_hook((_, first, second, result) => result + 1000 * first);
        Assert.Equal(20 + 3 + 20000, layer.call(2, 3));
    }

    private sealed class Double() : Module<int, int>("double")
    {
        public override int forward(int input) => checked(2 * input);
    }

    private sealed class Sum() : Module<int, int, int>("sum")
    {
        public override int forward(int first, int second) => first + second;
    }
}
