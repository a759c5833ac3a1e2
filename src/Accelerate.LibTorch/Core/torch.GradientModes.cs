namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => Autograd.GradMode;

    public static bool is_inference_mode_enabled() => Autograd.InferenceMode;

    /// <summary>Until the result is disposed, operations of this thread are not recorded.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Until the result is disposed, tensors made on this thread can never take part in autograd, which makes them cheaper.</summary>
    public static IDisposable inference_mode(bool mode = true) => Autograd.EnterInferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly bool _previous = Autograd.GradMode;
        private bool _disposed;

        internal GradMode(bool enabled) => Autograd.GradMode = enabled;

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            Autograd.GradMode = _previous;
        }
    }
}
