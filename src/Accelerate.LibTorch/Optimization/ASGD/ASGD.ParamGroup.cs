namespace TorchSharp.Modules;

public partial class ASGD
{
    /// <summary>Parameters that share the hyperparameters of <see cref="ASGD"/>.</summary>
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
            double lambd = 1e-4,
            double alpha = 0.75,
            double t0 = 1e6,
            double weight_decay = 0)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lambd = lambd,
                alpha = alpha,
                weight_decay = weight_decay,
                t0 = t0,
            })
        {
        }
    }
}
