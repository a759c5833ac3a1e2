namespace TorchSharp.Modules;

public partial class ASGD
{
    /// <summary>The hyperparameters of <see cref="ASGD"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? lambd;
        public double? alpha;
        public double? weight_decay;
        public double? t0;
        public bool? maximize;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [lambd, alpha, weight_decay, t0, maximize];
            set
            {
                lambd = (double?)value[0];
                alpha = (double?)value[1];
                weight_decay = (double?)value[2];
                t0 = (double?)value[3];
                maximize = (bool?)value[4];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            RequireNonNegative(nameof(weight_decay), weight_decay);
        }
    }
}
