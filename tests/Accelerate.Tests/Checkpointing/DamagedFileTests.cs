using Accelerate.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Checkpointing;

/// <summary>A file cut off anywhere, or with any bit turned, is refused or loads in full; the model is never left half written.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Accelerator _accelerator = new();
    private readonly TorchSharp.Modules.Linear _model = nn.Linear(3, 2);
    private readonly byte[] _good;
    private readonly float[] _before;

    public DamagedFileTests()
    {
        using (var saved = nn.Linear(3, 2))
            _accelerator.SaveModel(saved, _directory.Path);
        _good = File.ReadAllBytes(_directory["model.safetensors"]);
        _before = Values();
    }

    public void Dispose()
    {
        _model.Dispose();
        _accelerator.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Cut_off_anywhere_it_is_refused()
    {
        for (var length = 0; length < _good.Length; length += LongStep(7))
        {
            Assert.False(Loads(_good[..length]), $"A file cut off after {length} of {_good.Length} bytes was accepted.");
            Assert.Equal(_before, Values());
        }
    }

    [Fact]
    public void With_a_bit_turned_in_its_header_it_is_refused_or_loads_in_full()
    {
        var headerEnd = _good.Length - 4 * _before.Length;
        for (var bit = 0; bit < headerEnd * 8; bit += LongStep(13))
        {
            var damaged = (byte[])_good.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Loads(damaged))
                Assert.Equal(_good[headerEnd..], Bytes());
            else
                Assert.Equal(_before, Values());
            Restore();
        }
    }

    // The short run takes every so many places, the long one all of them.
    private static int LongStep(int step) => Environment.GetEnvironmentVariable(LongTests.Variable) == "1" ? 1 : step;

    private bool Loads(byte[] content)
    {
        File.WriteAllBytes(_directory["model.safetensors"], content);
        try
        {
            _accelerator.LoadModel(_model, _directory["model.safetensors"]);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private float[] Values() => [.. Networks.Floats(_model.bias!), .. Networks.Floats(_model.weight)];

    private byte[] Bytes() => [.. Values().SelectMany(BitConverter.GetBytes)];

    private void Restore()
    {
        using var noGrad = no_grad();
        using var bias = tensor(_before[..2]);
        using var weight = tensor(_before[2..], 2, 3);
        _model.bias!.copy_(bias);
        _model.weight.copy_(weight);
    }
}
