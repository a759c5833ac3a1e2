namespace TorchSharp.Modules;

public partial class Rprop
{
    /// <summary>Parameters that share the hyperparameters of <see cref="Rprop"/>.</summary>
    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters,
            double lr = 1e-2,
            double etaminus = 0.5,
            double etaplus = 1.2,
            double min_step = 1e-6,
            double max_step = 50,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                etaminus = etaminus,
                etaplus = etaplus,
                min_step = min_step,
                max_step = max_step,
                maximize = maximize,
            })
        {
        }
    }
}
