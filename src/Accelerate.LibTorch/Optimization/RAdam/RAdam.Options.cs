namespace TorchSharp.Modules;

public partial class RAdam
{
    /// <summary>The hyperparameters of <see cref="RAdam"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [beta1, beta2, eps, weight_decay];
            set
            {
                beta1 = (double?)value[0];
                beta2 = (double?)value[1];
                eps = (double?)value[2];
                weight_decay = (double?)value[3];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            RequireFraction(nameof(beta1), beta1);
            RequireFraction(nameof(beta2), beta2);
            RequireNonNegative(nameof(eps), eps);
            RequireNonNegative(nameof(weight_decay), weight_decay);
        }
    }
}
