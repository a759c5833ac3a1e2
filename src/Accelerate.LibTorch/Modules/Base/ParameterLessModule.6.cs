using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A module that has no parameters, buffers or child modules, and refuses to be given any.</summary>
public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : Module<T1, T2, T3, T4, T5, T6, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name)
    {
    }

    public override void register_parameter(string name, Parameter? param) => throw ParameterLess.Refuse(this, name, "parameter");

    public override void register_buffer(string name, Tensor? tensor, bool persistent = true) => throw ParameterLess.Refuse(this, name, "buffer");

    public override void register_module(string name, Module? submodule) => throw ParameterLess.Refuse(this, name, "module");
}
