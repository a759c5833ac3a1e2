namespace TorchSharp.Modules;

public partial class SGD
{
    /// <summary>What <see cref="SGD"/> remembers of a parameter. The tensors are null until its first gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public torch.Tensor momentum_buffer = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        internal override object?[]? Values
        {
            get => [momentum_buffer];
            set
            {
                momentum_buffer = (torch.Tensor)value![0]!;
            }
        }

        /// <summary>Drops the momentum; the next step starts it with its gradient.</summary>
        public override void Initialize(OptimizerOptions options) => DisposeTensors();

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => DisposeTensors();
    }
}
