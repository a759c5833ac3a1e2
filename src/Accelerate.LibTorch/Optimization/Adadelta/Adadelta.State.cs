using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class Adadelta
{
    /// <summary>What <see cref="Adadelta"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor square_avg = null!;
        public torch.Tensor acc_delta = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, square_avg, acc_delta];
            set
            {
                step = (long)value![0]!;
                square_avg = (torch.Tensor)value![1]!;
                acc_delta = (torch.Tensor)value![2]!;
            }
        }

        internal override bool IsInitialized => square_avg is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            square_avg = StateTensor.ZerosLike(_parameter);
            acc_delta = StateTensor.ZerosLike(_parameter);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
