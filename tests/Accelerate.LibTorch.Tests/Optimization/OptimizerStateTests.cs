using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace Accelerate.LibTorch.Tests.Optimization;

public sealed class OptimizerStateTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Kinds => [.. s_kinds.Keys];

    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> s_kinds = new()
    {
        ["SGD"] = parameters => new SGD(parameters, 0.1, momentum: 0.9),
        ["Adam"] = parameters => new Adam(parameters, 0.1, amsgrad: true),
        ["AdamW"] = parameters => new AdamW(parameters, 0.1, weight_decay: 0.1),
        ["RMSProp"] = parameters => new RMSProp(parameters, 0.1, momentum: 0.5, centered: true),
        ["Adagrad"] = parameters => new Adagrad(parameters, 0.1, lr_decay: 0.1),
        ["Adadelta"] = parameters => new Adadelta(parameters, 0.1),
        ["Adamax"] = parameters => new Adamax(parameters, 0.1),
        ["NAdam"] = parameters => new NAdam(parameters, 0.1),
        ["RAdam"] = parameters => new RAdam(parameters, 0.1, beta2: 0.9),
        ["ASGD"] = parameters => new ASGD(parameters, 0.1, t0: 2),
        ["Rprop"] = parameters => new Rprop(parameters, 0.1),
    };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_saved_state_goes_on_bit_for_bit(string kind)
    {
        var (first, second) = (NewParameters(), NewParameters());
        using var optimizer = s_kinds[kind](first);
        using var restored = s_kinds[kind](second);
        for (var i = 0; i < 4; i++)
            Step(optimizer, first, i);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        Copy(first, second);
        stream.Position = 0;
        restored.load_state_dict(new BinaryReader(stream));
        for (var i = 4; i < 9; i++)
        {
            Step(optimizer, first, i);
            Step(restored, second, i);
        }
        AssertSame(first, second);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_state_dictionary_goes_on_bit_for_bit_even_from_within_a_dispose_scope(string kind)
    {
        var (first, second) = (NewParameters(), NewParameters());
        using var optimizer = s_kinds[kind](first);
        using var restored = s_kinds[kind](second);
        using (NewDisposeScope())
            for (var i = 0; i < 4; i++)
                Step(optimizer, first, i);
        Copy(first, second);
        using (NewDisposeScope())
            restored.load_state_dict(optimizer.state_dict());
        for (var i = 4; i < 9; i++)
        {
            Step(optimizer, first, i);
            Step(restored, second, i);
        }
        AssertSame(first, second);
        foreach (var (own, other) in optimizer.state_dict().State.Zip(restored.state_dict().State))
            Assert.True(own.ApproximatelyEquals(other));
    }

    [Fact]
    public void A_state_before_the_first_step_can_be_saved_and_loaded()
    {
        var (first, second) = (NewParameters(), NewParameters());
        using var optimizer = new Adam(first, 0.3);
        using var restored = new Adam(second, 0.1);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        restored.load_state_dict(new BinaryReader(stream));
        Step(optimizer, first, 0);
        Step(restored, second, 0);
        AssertSame(first, second);
    }

    [Fact]
    public void A_file_holds_options_and_initial_rates()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var optimizer = new SGD(NewParameters(), 0.1, momentum: 0.9);
            var scheduler = lr_scheduler.ExponentialLR(optimizer, 0.5);
            scheduler.step();
            optimizer.save_state_dict(path);
            using var restored = new SGD(NewParameters(), 1, momentum: 0.2, nesterov: true);
            restored.load_state_dict(path);
            var group = restored.ParamGroups.Single();
            Assert.Equal((0.05, 0.1, 0.9), (group.LearningRate, group.InitialLearningRate, restored.Momentum));
            Assert.False(((SGD.Options)restored.state_dict().Options[0]).nesterov);
            Assert.False(File.Exists(path + ".tmp"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_layout_is_the_documented_one()
    {
        using var optimizer = new SGD([NewParameters()[0]], 0.5, momentum: 0.25);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Equal(("SGD", 1, 1, 1), (reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()));
        Assert.Equal((0, 0.5), (reader.ReadByte(), reader.ReadDouble()));
        Assert.Equal(255, reader.ReadByte());
        Assert.Equal((0, 0.25), (reader.ReadByte(), reader.ReadDouble()));
        Assert.Equal((0, 0.0), (reader.ReadByte(), reader.ReadDouble()));
        Assert.Equal((0, 0.0), (reader.ReadByte(), reader.ReadDouble()));
        Assert.Equal((3, false), (reader.ReadByte(), reader.ReadBoolean()));
        Assert.Equal((3, false), (reader.ReadByte(), reader.ReadBoolean()));
        Assert.Equal(255, reader.ReadByte());
        Assert.Equal(stream.Length, stream.Position);
    }

    public static TheoryData<string, string> Misfits => new()
    {
        { "another optimizer", "'SGD'" },
        { "fewer parameters", "1 parameters" },
        { "more groups", "2 parameter groups" },
        { "another shape", "[4]" },
        { "cut short", "too early" },
        { "a changed tag", "tag 9" },
        { "no optimizer at all", "starts with" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public void A_file_that_does_not_fit_is_refused_before_anything_changes(string misfit, string reason)
    {
        var parameters = NewParameters();
        using var optimizer = new Adam(parameters, 0.1);
        Step(optimizer, parameters, 0);
        var before = Saved(optimizer);
        var error = Assert.Throws<InvalidDataException>(() => optimizer.load_state_dict(new BinaryReader(new MemoryStream(Misfit(misfit)))));
        Assert.Contains("Adam", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Equal(before, Saved(optimizer));
    }

    [Fact]
    public void A_dictionary_that_does_not_fit_is_refused()
    {
        using var optimizer = new Adam(NewParameters(), 0.1);
        using var other = new SGD(NewParameters(), 0.1);
        Assert.Contains("SGD", Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(other.state_dict())).Message);
        using var smaller = new Adam([NewParameters()[0]], 0.1);
        Assert.Contains("1 parameters", Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(smaller.state_dict())).Message);
    }

    [Fact]
    public void The_state_follows_a_parameter_whose_data_moves_in_place()
    {
        var (moved, kept) = (NewParameters(), NewParameters());
        using var optimizer = new Adam(moved, 0.1);
        using var reference = new Adam(kept, 0.1);
        for (var i = 0; i < 6; i++)
        {
            Step(optimizer, moved, i);
            Step(reference, kept, i);
            foreach (var parameter in moved)
                using (var data = parameter.detach().clone())
                    Accelerate.Native.NativeTensor.SetData(parameter.Handle, data.Handle);
        }
        AssertSame(kept, moved);
        Assert.Equal(6, ((Adam.State)optimizer.state_dict().State[0]).step);
    }

    [Fact]
    public void A_parameter_converted_before_the_first_step_gets_a_state_of_its_new_type()
    {
        var parameter = new Parameter(ones(2));
        using var optimizer = new Adam([parameter], 0.1);
        using (var data = parameter.detach().to(float64))
            Accelerate.Native.NativeTensor.SetData(parameter.Handle, data.Handle);
        parameter.sum().backward();
        optimizer.step();
        Assert.Equal(float64, ((Adam.State)optimizer.state_dict().State[0]).exp_avg.dtype);
        Assert.Equal(0.9, parameter[0].ToDouble(), 1e-7);
    }

    private static byte[] Misfit(string misfit)
    {
        var parameters = NewParameters();
        switch (misfit)
        {
            case "another optimizer":
                return Saved(new SGD(parameters, 0.1));
            case "fewer parameters":
                return Saved(new Adam(parameters[..1], 0.1));
            case "more groups":
                return Saved(new Adam([new Adam.ParamGroup(parameters[..1]), new Adam.ParamGroup(parameters[1..])], 0.1));
            case "another shape":
                parameters = [new Parameter(ones(4)), new Parameter(ones(2))];
                var other = new Adam(parameters, 0.1);
                Step(other, parameters, 0);
                return Saved(other);
            case "cut short":
                var stepped = new Adam(parameters, 0.1);
                Step(stepped, parameters, 0);
                return Saved(stepped)[..^3];
            case "a changed tag":
                var bytes = Saved(new Adam(parameters, 0.1));
                bytes[5 + 3 * sizeof(int)] = 9;
                return bytes;
            default:
                return [3, .. Encoding.UTF8.GetBytes("zip"), 0, 0, 0, 0];
        }
    }

    private static byte[] Saved(OptimizerHelper optimizer)
    {
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private static Parameter[] NewParameters() =>
        [new Parameter(torch.tensor([0.5f, -1, 2])), new Parameter(torch.tensor([1f, 2, 3, -4]).reshape(2, 2))];

    private static void Step(Optimizer optimizer, Parameter[] parameters, int step)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        for (var i = 0; i < parameters.Length; i++)
            (parameters[i].sin() * (1 + parameters[i]) * Math.Cos(step + i)).sum().backward();
        optimizer.step();
    }

    private static void Copy(Parameter[] source, Parameter[] target)
    {
        using (no_grad())
            foreach (var (from, to) in source.Zip(target))
                to.copy_(from);
    }

    private static void AssertSame(Parameter[] expected, Parameter[] actual)
    {
        foreach (var (one, other) in expected.Zip(actual))
            Assert.Equal(one.data<float>().ToArray(), other.data<float>().ToArray());
    }
}
