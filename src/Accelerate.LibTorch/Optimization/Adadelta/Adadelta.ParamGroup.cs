namespace TorchSharp.Modules;

public partial class Adadelta
{
    /// <summary>Parameters that share the hyperparameters of <see cref="Adadelta"/>.</summary>
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
            double lr = 1.0,
            double rho = 0.9,
            double eps = 1e-6,
            double weight_decay = 0,
            bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            })
        {
        }
    }
}
