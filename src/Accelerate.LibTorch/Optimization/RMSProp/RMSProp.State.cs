using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class RMSProp
{
    /// <summary>What <see cref="RMSProp"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor square_avg = null!;
        public torch.Tensor momentum_buffer = null!;
        public torch.Tensor grad_avg = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, square_avg, momentum_buffer, grad_avg];
            set
            {
                step = (long)value![0]!;
                square_avg = (torch.Tensor)value![1]!;
                momentum_buffer = (torch.Tensor)value![2]!;
                grad_avg = (torch.Tensor)value![3]!;
            }
        }

        internal override bool IsInitialized => square_avg is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            var values = (Options)options;
            step = 0;
            square_avg = StateTensor.ZerosLike(_parameter);
            if (values.momentum > 0)
                momentum_buffer = StateTensor.ZerosLike(_parameter);
            if (values.centered == true)
                grad_avg = StateTensor.ZerosLike(_parameter);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
