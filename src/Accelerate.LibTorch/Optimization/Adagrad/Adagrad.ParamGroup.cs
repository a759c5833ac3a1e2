namespace TorchSharp.Modules;

public partial class Adagrad
{
    /// <summary>Parameters that share the hyperparameters of <see cref="Adagrad"/>.</summary>
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
            double lr_decay = 0,
            double weight_decay = 0,
            double initial_accumulator_value = 0,
            double eps = 1e-10)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lr_decay = lr_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
                weight_decay = weight_decay,
            })
        {
        }
    }
}
