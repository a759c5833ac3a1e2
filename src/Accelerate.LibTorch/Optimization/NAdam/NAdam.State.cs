using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public partial class NAdam
{
    /// <summary>What <see cref="NAdam"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public double mu_product;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_avg_sq = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [step, mu_product, exp_avg, exp_avg_sq];
            set
            {
                step = (long)value![0]!;
                mu_product = (double)value![1]!;
                exp_avg = (torch.Tensor)value![2]!;
                exp_avg_sq = (torch.Tensor)value![3]!;
            }
        }

        internal override bool IsInitialized => exp_avg is not null;

        public override void Initialize(OptimizerOptions options)
        {
            DisposeTensors();
            step = 0;
            mu_product = 1;
            exp_avg = StateTensor.ZerosLike(_parameter);
            exp_avg_sq = StateTensor.ZerosLike(_parameter);
        }

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
