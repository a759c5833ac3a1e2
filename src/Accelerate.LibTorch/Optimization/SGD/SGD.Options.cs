namespace TorchSharp.Modules;

public partial class SGD
{
    /// <summary>The hyperparameters of <see cref="SGD"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [momentum, dampening, weight_decay, nesterov, maximize];
            set
            {
                momentum = (double?)value[0];
                dampening = (double?)value[1];
                weight_decay = (double?)value[2];
                nesterov = (bool?)value[3];
                maximize = (bool?)value[4];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            RequireNonNegative(nameof(momentum), momentum);
            RequireNonNegative(nameof(weight_decay), weight_decay);
            Require(nesterov != true || momentum > 0 && dampening == 0, nameof(nesterov), momentum, "used with a momentum above 0 and no dampening");
        }
    }
}
