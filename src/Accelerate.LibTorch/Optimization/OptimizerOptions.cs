using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>The hyperparameters of a parameter group; null ones take the optimizer's own.</summary>
public class OptimizerOptions
{
    private double? _initialLearningRate;

    public OptimizerOptions()
    {
    }

    public double? LearningRate { get; set; }

    /// <inheritdoc cref="torch.optim.ILearningRateController.InitialLearningRate"/>
    public double InitialLearningRate
    {
        get => _initialLearningRate ?? LearningRate ?? 0;
        set => _initialLearningRate = value;
    }

    internal bool HasInitialLearningRate => _initialLearningRate is not null;

    /// <summary>The hyperparameters of the derived type, in the order in which they are saved.</summary>
    internal virtual object?[] Values
    {
        get => [];
        set { }
    }

    private object?[] AllValues
    {
        get => [LearningRate, _initialLearningRate, .. Values];
        set
        {
            LearningRate = (double?)value[0];
            _initialLearningRate = (double?)value[1];
            Values = value[2..];
        }
    }

    public virtual void LoadStateDict(BinaryReader reader) =>
        AllValues = SavedValues.Read(reader, AllValues.Length);

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.GetType() != GetType())
            throw new ArgumentException($"These are {GetType()}; the source holds {source.GetType()}.", nameof(source));
        AllValues = source.AllValues;
    }

    public virtual void SaveStateDict(BinaryWriter writer) => SavedValues.Write(writer, AllValues);

    internal OptimizerOptions Clone() => (OptimizerOptions)MemberwiseClone();

    /// <summary>Takes from <paramref name="defaults"/> what is null here.</summary>
    internal void FillFrom(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        var values = Values;
        var others = defaults.Values;
        for (var i = 0; i < values.Length; i++)
            values[i] ??= others[i];
        Values = values;
    }

    /// <summary>Refuses values that no step can use.</summary>
    internal virtual void Validate() => RequireNonNegative("lr", LearningRate);

    private protected static void RequireNonNegative(string name, double? value) =>
        Require(value >= 0, name, value, "at least 0");

    private protected static void RequireFraction(string name, double? value) =>
        Require(value is >= 0 and < 1, name, value, "at least 0 and below 1");

    private protected static void Require(bool holds, string name, double? value, string expected)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {expected}.");
    }
}
