using TorchSharp.Optimization;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter from step to step.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        _parameter = parameter;
    }

    /// <summary>Sets the state of a parameter that has seen no step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies the state of another parameter, onto the device of this one.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Moves the state's tensors to another device.</summary>
    public virtual void to(torch.Device device)
    {
        var values = Values;
        if (values is null)
            return;
        for (var i = 0; i < values.Length; i++)
            if (values[i] is torch.Tensor tensor)
            {
                values[i] = StateTensor.Copy(tensor, device);
                tensor.Dispose();
            }
        Values = values;
    }

    /// <summary>Whether both hold the same numbers, up to rounding.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other)
    {
        if (other is null || other.GetType() != GetType() || Values is not { } values)
            return false;
        var others = other.Values!;
        for (var i = 0; i < values.Length; i++)
        {
            var equal = (values[i], others[i]) switch
            {
                (torch.Tensor first, torch.Tensor second) =>
                    first.shape.AsSpan().SequenceEqual(second.shape) && first.allclose(second),
                (double first, double second) => Math.Abs(first - second) <= 1e-8 + 1e-5 * Math.Abs(second),
                var (first, second) => Equals(first, second),
            };
            if (!equal)
                return false;
        }
        return true;
    }

    /// <summary>Writes a tensor that may be null.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, torch.Tensor tensor) =>
        SavedValues.Write(writer, [tensor]);

    /// <summary>Reads a tensor that may be null, in place of <paramref name="result"/>.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref torch.Tensor result, torch.Device device)
    {
        var loaded = (torch.Tensor?)SavedValues.Read(reader, 1)[0];
        result?.Dispose();
        result = loaded is null ? null! : StateTensor.Place(loaded, device);
    }

    /// <summary>
    /// The fields in the order in which they are saved; null for a type from outside, which saves and loads itself.
    /// </summary>
    internal virtual object?[]? Values
    {
        get => null;
        set { }
    }

    /// <summary>Whether a step has created the tensors: at the first gradient, on the device the parameter has then.</summary>
    internal virtual bool IsInitialized => true;

    internal Parameter Parameter => _parameter;

    /// <summary>The values of a file, refused where they do not fit this state; nothing is changed yet.</summary>
    internal object?[] ReadValues(BinaryReader reader)
    {
        var values = SavedValues.Read(reader, Values!.Length);
        try
        {
            foreach (var value in values)
                if (value is torch.Tensor tensor)
                    RequireShape(tensor);
            ((OptimizerState)MemberwiseClone()).Values = values;
        }
        catch (InvalidCastException)
        {
            SavedValues.DisposeTensors(values);
            throw new InvalidDataException($"The values saved are not those of {GetType()}.");
        }
        catch
        {
            SavedValues.DisposeTensors(values);
            throw;
        }
        return values;
    }

    /// <summary>Takes over values, tensors included, onto the parameter's device.</summary>
    internal void TakeValues(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
            if (values[i] is torch.Tensor tensor)
                values[i] = StateTensor.Place(tensor, _parameter.device);
        DisposeTensors();
        Values = values;
    }

    /// <summary>Refuses the state of another kind, or of a parameter of another shape.</summary>
    internal void RequireFit(OptimizerState source)
    {
        if (source.GetType() != GetType())
            throw new ArgumentException($"This state is a {GetType()}; the source is a {source.GetType()}.", nameof(source));
        foreach (var value in source.Values ?? [])
            if (value is torch.Tensor tensor)
                RequireShape(tensor);
    }

    private protected void Read(BinaryReader reader) => TakeValues(ReadValues(reader));

    private protected void Write(BinaryWriter writer) => SavedValues.Write(writer, Values!);

    private protected void CopyFrom(OptimizerState source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (ReferenceEquals(source, this))
            return;
        RequireFit(source);
        var values = source.Values!;
        for (var i = 0; i < values.Length; i++)
            if (values[i] is torch.Tensor tensor)
                values[i] = StateTensor.Copy(tensor, _parameter.device);
        DisposeTensors();
        Values = values;
    }

    private protected void DisposeTensors()
    {
        var values = Values!;
        SavedValues.DisposeTensors(values);
        for (var i = 0; i < values.Length; i++)
            if (values[i] is torch.Tensor)
                values[i] = null;
        Values = values;
    }

    private void RequireShape(torch.Tensor tensor)
    {
        if (!tensor.shape.AsSpan().SequenceEqual(_parameter.shape))
            throw new InvalidDataException(
                $"A saved tensor has the shape [{string.Join(", ", tensor.shape)}]; its parameter has [{string.Join(", ", _parameter.shape)}].");
    }
}
