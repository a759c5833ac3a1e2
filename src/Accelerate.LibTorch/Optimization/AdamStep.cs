namespace TorchSharp.Optimization;

/// <summary>A step of <c>Adam</c> or <c>AdamW</c> over a parameter group: one operator of the shim, which passes over the memory once.</summary>
internal sealed class AdamStep(HandleList averages, HandleList squares, HandleList maxima)
{
    private static readonly Operator s_adam = new("accelerate::adam_");

    private readonly ScalarList _stepSizes = new();
    private readonly ScalarList _corrections = new();

    public void Clear()
    {
        averages.Clear();
        squares.Clear();
        maxima.Clear();
        _stepSizes.Clear();
        _corrections.Clear();
    }

    /// <param name="average">The first moment of the next parameter.</param>
    /// <param name="square">Its second moment.</param>
    /// <param name="maximum">The greatest second moment so far, for AMSGrad; null otherwise.</param>
    /// <param name="step">How many steps it has taken, this one included.</param>
    public void Add(torch.Tensor average, torch.Tensor square, torch.Tensor? maximum, long step, double learningRate, double beta1, double beta2)
    {
        averages.Add(average.Handle);
        squares.Add(square.Handle);
        if (maximum is not null)
            maxima.Add(maximum.Handle);
        _stepSizes.Add(-learningRate / (1 - Math.Pow(beta1, step)));
        _corrections.Add(Math.Sqrt(1 - Math.Pow(beta2, step)));
    }

    /// <param name="decay">Times a parameter, is added to its gradient.</param>
    /// <param name="shrink">What a parameter is multiplied by first.</param>
    public void Run(HandleList parameters, HandleList gradients, double beta1, double beta2, double eps, double decay, double shrink, bool maximize) =>
        s_adam.Invoke(
        [
            parameters.Value,
            gradients.Value,
            averages.Value,
            squares.Value,
            maxima.Value,
            _stepSizes.Value,
            _corrections.Value,
            NativeValue.FromDouble(beta1),
            NativeValue.FromDouble(beta2),
            NativeValue.FromDouble(eps),
            NativeValue.FromDouble(decay),
            NativeValue.FromDouble(shrink),
            NativeValue.FromBool(maximize),
        ]);
}
