using Accelerate.Native;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>
/// The autocast regions that an accelerator has entered on each thread, innermost last. A lexical region is left by its
/// own <c>using</c>. A model's region is left by the model's post hook, which does not run when forward throws: what is then left
/// over is closed by <see cref="LeaveModels"/>, which everything the accelerator does on that thread begins with.
/// </summary>
internal sealed class AutocastRegions(Device device, MixedPrecision precision) : IDisposable
{
    private readonly ThreadLocal<Stack<Region>> _regions = new(() => new());
    private bool _isDisposed;

    public bool IsOn => precision != MixedPrecision.No;

    public void EnterModel(nn.Module model)
    {
        if (_regions.Value!.Any(region => ReferenceEquals(region.Model, model)))
            LeaveModel(model);
        Enter(model);
    }

    public void LeaveModel(nn.Module model)
    {
        var regions = _regions.Value!;
        if (!regions.Any(region => ReferenceEquals(region.Model, model)))
            return;
        nn.Module? left;
        do
        {
            left = Leave();
        }
        while (!ReferenceEquals(left, model));
    }

    /// <summary>Leaves the regions of models whose forward did not return, down to the innermost lexical region.</summary>
    public void LeaveModels()
    {
        if (!IsOn || _isDisposed)
            return;
        var regions = _regions.Value!;
        while (regions.TryPeek(out var region) && region.Model is not null)
            Leave();
    }

    public IDisposable EnterLexical()
    {
        if (!IsOn)
            return new LexicalRegion(null, 0);
        Enter(null);
        return new LexicalRegion(this, _regions.Value!.Count);
    }

    /// <summary>Leaves every region of the calling thread.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        while (_regions.Value!.Count > 0)
            Leave();
        _isDisposed = true;
        _regions.Dispose();
    }

    private void Enter(nn.Module? model)
    {
        var scalarType = precision == MixedPrecision.BF16 ? ScalarType.BFloat16 : ScalarType.Float16;
        _regions.Value!.Push(new(model, Native.Autocast.Enter((int)device.type, (int)scalarType)));
    }

    private nn.Module? Leave()
    {
        var region = _regions.Value!.Pop();
        Native.Autocast.Restore(region.Previous);
        return region.Model;
    }

    private readonly record struct Region(nn.Module? Model, AutocastState Previous);

    private sealed class LexicalRegion(AutocastRegions? owner, int depth) : IDisposable
    {
        private AutocastRegions? _owner = owner;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _owner, null) is not { } owner)
                return;
            while (!owner._isDisposed && owner._regions.Value!.Count >= depth)
                owner.Leave();
        }
    }
}
