using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class Rprop
{
    /// <summary>What <see cref="Rprop"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor prev = null!;
        public torch.Tensor step_size = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, prev, step_size];
            set
            {
                step = (long)value![0]!;
                prev = (torch.Tensor)value![1]!;
                step_size = (torch.Tensor)value![2]!;
            }
        }

        internal override bool IsInitialized => prev is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            prev = StateTensor.ZerosLike(_parameter);
            step_size = StateTensor.FullLike(_parameter, options.LearningRate ?? 0);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
