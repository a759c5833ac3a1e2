namespace TorchSharp;

/// <summary>While it lasts, backward names the forward operation that failed or, if asked, made NaN. Shared by all threads, and slow.</summary>
public class AnomalyMode : IDisposable
{
    private readonly (bool Enabled, bool CheckNaN) _previous = Autograd.AnomalyMode;

    public AnomalyMode(bool enabled, bool check_nan = true) => Autograd.AnomalyMode = (enabled, check_nan);

    public static bool IsEnabled => Autograd.AnomalyMode.Enabled;

    public static bool ShouldCheckNaN => Autograd.AnomalyMode.CheckNaN;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Autograd.AnomalyMode = _previous;
}
