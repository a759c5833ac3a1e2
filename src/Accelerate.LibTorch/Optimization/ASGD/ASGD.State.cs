using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class ASGD
{
    /// <summary>What <see cref="ASGD"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public double eta;
        public double mu;
        public torch.Tensor ax = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, eta, mu, ax];
            set
            {
                step = (long)value![0]!;
                eta = (double)value![1]!;
                mu = (double)value![2]!;
                ax = (torch.Tensor)value![3]!;
            }
        }

        internal override bool IsInitialized => ax is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            eta = options.LearningRate ?? 0;
            mu = 1;
            ax = StateTensor.ZerosLike(_parameter);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
