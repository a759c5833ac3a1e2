namespace TorchSharp.Modules;

public partial class Adadelta
{
    /// <summary>The hyperparameters of <see cref="Adadelta"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? rho;
        public double? eps;
        public double? weight_decay;
        public bool? maximize;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [rho, eps, weight_decay, maximize];
            set
            {
                rho = (double?)value[0];
                eps = (double?)value[1];
                weight_decay = (double?)value[2];
                maximize = (bool?)value[3];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            Require(rho is >= 0 and <= 1, nameof(rho), rho, "between 0 and 1");
            RequireNonNegative(nameof(eps), eps);
            RequireNonNegative(nameof(weight_decay), weight_decay);
        }
    }
}
