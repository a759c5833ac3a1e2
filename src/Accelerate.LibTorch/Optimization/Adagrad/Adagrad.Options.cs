namespace TorchSharp.Modules;

public partial class Adagrad
{
    /// <summary>The hyperparameters of <see cref="Adagrad"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? lr_decay;
        public double? initial_accumulator_value;
        public double? eps;
        public double? weight_decay;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [lr_decay, initial_accumulator_value, eps, weight_decay];
            set
            {
                lr_decay = (double?)value[0];
                initial_accumulator_value = (double?)value[1];
                eps = (double?)value[2];
                weight_decay = (double?)value[3];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            RequireNonNegative(nameof(lr_decay), lr_decay);
            RequireNonNegative(nameof(initial_accumulator_value), initial_accumulator_value);
            RequireNonNegative(nameof(eps), eps);
            RequireNonNegative(nameof(weight_decay), weight_decay);
        }
    }
}
