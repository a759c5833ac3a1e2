namespace TorchSharp.Modules;

public partial class RMSProp
{
    /// <summary>The hyperparameters of <see cref="RMSProp"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public bool? maximize;
        public double? momentum;
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public bool? centered;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [maximize, momentum, alpha, eps, weight_decay, centered];
            set
            {
                maximize = (bool?)value[0];
                momentum = (double?)value[1];
                alpha = (double?)value[2];
                eps = (double?)value[3];
                weight_decay = (double?)value[4];
                centered = (bool?)value[5];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            RequireNonNegative(nameof(momentum), momentum);
            RequireNonNegative(nameof(alpha), alpha);
            RequireNonNegative(nameof(eps), eps);
            RequireNonNegative(nameof(weight_decay), weight_decay);
        }
    }
}
