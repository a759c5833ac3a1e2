using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class Adamax
{
    /// <summary>What <see cref="Adamax"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_inf = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, exp_avg, exp_inf];
            set
            {
                step = (long)value![0]!;
                exp_avg = (torch.Tensor)value![1]!;
                exp_inf = (torch.Tensor)value![2]!;
            }
        }

        internal override bool IsInitialized => exp_avg is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            exp_avg = StateTensor.ZerosLike(_parameter);
            exp_inf = StateTensor.ZerosLike(_parameter);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
