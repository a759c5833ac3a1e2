namespace TorchSharp.Modules;

public partial class Rprop
{
    /// <summary>The hyperparameters of <see cref="Rprop"/>; null ones take the optimizer's own.</summary>
    public class Options : OptimizerOptions
    {
        public double? etaminus;
        public double? etaplus;
        public double? min_step;
        public double? max_step;
        public bool? maximize;

        public Options()
        {
        }

        internal override object?[] Values
        {
            get => [etaminus, etaplus, min_step, max_step, maximize];
            set
            {
                etaminus = (double?)value[0];
                etaplus = (double?)value[1];
                min_step = (double?)value[2];
                max_step = (double?)value[3];
                maximize = (bool?)value[4];
            }
        }

        internal override void Validate()
        {
            base.Validate();
            Require(etaminus is > 0 and < 1, nameof(etaminus), etaminus, "between 0 and 1");
            Require(etaplus > 1, nameof(etaplus), etaplus, "above 1");
            Require(max_step >= min_step, nameof(max_step), max_step, "at least min_step");
        }
    }
}
