using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Roles;

public sealed class RunningMeansTests : IDisposable
{
    private readonly Accelerator _accelerator = new(new() { Cpu = true });

    public void Dispose() => _accelerator.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_of_every_kind_count_by_their_number(bool staysOnDevice)
    {
        using var means = new RunningMeans(staysOnDevice);
        using (NewDisposeScope())
        {
            means.Add("loss", tensor(2f), weight: 3);
            means.Add("right", tensor(new[] { true, false, true }));
            means.Add("loss", tensor(new[] { 7.0 }));
        }
        using (NewDisposeScope())
        {
            means.Add("right", tensor(true));
            means.Add("loss", tensor(new[] { 1, 2 }));
        }
        Assert.Equal([KeyValuePair.Create("loss", 16.0 / 6), KeyValuePair.Create("right", 0.75)], means.Take(_accelerator));
        Assert.Empty(means.Take(_accelerator));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_small_loss_is_not_lost_beside_a_large_one(bool staysOnDevice)
    {
        using var means = new RunningMeans(staysOnDevice);
        means.Add("loss", tensor(1e8f, requires_grad: true));
        means.Add("loss", tensor(1f));
        Assert.Equal((1e8 + 1) / 2, means.Take(_accelerator)[0].Value);
    }
}
