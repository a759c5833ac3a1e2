namespace TorchSharp.Modules;

/// <summary>Parameters that share options.</summary>
public class ParamGroup : torch.optim.ILearningRateController
{
    private Parameter[] _parameters = [];

    public ParamGroup()
    {
    }

    /// <summary>The parameters, enumerated once when set.</summary>
    public IEnumerable<Parameter> Parameters
    {
        get => _parameters;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _parameters = [.. value];
            Tracked = null;
        }
    }

    /// <summary>The options; what is left out takes the optimizer's own when the group is added to it.</summary>
    public OptimizerOptions Options { get; set; } = null!;

    public double LearningRate
    {
        get => Options.LearningRate ?? 0;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }

    /// <summary>The array behind <see cref="Parameters"/>.</summary>
    internal Parameter[] Members => _parameters;

    /// <summary>The state of each of <see cref="Members"/> in the optimizer that stepped the group last.</summary>
    internal (OptimizerHelper Optimizer, OptimizerState[] States)? Tracked { get; set; }
}
