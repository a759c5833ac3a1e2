using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class Adagrad
{
    /// <summary>What <see cref="Adagrad"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor sum = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, sum];
            set
            {
                step = (long)value![0]!;
                sum = (torch.Tensor)value![1]!;
            }
        }

        internal override bool IsInitialized => sum is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            sum = StateTensor.FullLike(_parameter, ((Options)options).initial_accumulator_value ?? 0);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
