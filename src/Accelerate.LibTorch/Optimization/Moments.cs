namespace TorchSharp.Optimization;

/// <summary>The running averages of gradients and of their squares that the Adam family keeps.</summary>
internal sealed class Moments(HandleList averages, HandleList squares, HandleList denominators)
{
    private readonly ScalarList _corrections = new();

    public HandleList Averages => averages;

    public HandleList Squares => squares;

    public void Clear()
    {
        averages.Clear();
        squares.Clear();
        _corrections.Clear();
    }

    /// <param name="average">The first moment of the next parameter.</param>
    /// <param name="square">Its second moment.</param>
    /// <param name="correction">The square root of the second moment's bias correction.</param>
    public void Add(torch.Tensor average, torch.Tensor square, double correction)
    {
        averages.Add(average.Handle);
        squares.Add(square.Handle);
        _corrections.Add(correction);
    }

    public void Update(HandleList gradients, double beta1, double beta2)
    {
        Foreach.Mul_(averages, beta1);
        Foreach.Add_(averages, gradients, 1 - beta1);
        Foreach.Mul_(squares, beta2);
        Foreach.Addcmul_(squares, gradients, gradients, 1 - beta2);
    }

    /// <summary>The roots of the bias-corrected <paramref name="secondMoments"/> plus <paramref name="eps"/>.</summary>
    public HandleList Denominators(HandleList secondMoments, double eps)
    {
        Foreach.Sqrt(secondMoments, denominators);
        Foreach.Div_(denominators, _corrections);
        Foreach.Add_(denominators, eps);
        return denominators;
    }
}
