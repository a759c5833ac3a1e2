namespace TorchSharp.Modules;

public partial class AdamW
{
    /// <summary>The hyperparameters of <see cref="AdamW"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public bool? amsgrad;
        public bool? maximize;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [beta1, beta2, eps, weight_decay, amsgrad, maximize];
            set
            {
                beta1 = (double?)value[0];
                beta2 = (double?)value[1];
                eps = (double?)value[2];
                weight_decay = (double?)value[3];
                amsgrad = (bool?)value[4];
                maximize = (bool?)value[5];
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
