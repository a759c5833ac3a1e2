namespace TorchSharp.Modules;

public partial class RMSProp
{
    /// <summary>Parameters that share the hyperparameters of <see cref="RMSProp"/>.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters,
            double lr = 1e-3,
            double eps = 1e-8,
            double alpha = 0.99,
            double weight_decay = 0,
            double momentum = 0,
            bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                centered = centered,
            })
        {
        }

        public double Momentum
        {
            get => Options.momentum ?? 0;
            set => Options.momentum = value;
        }
    }
}
