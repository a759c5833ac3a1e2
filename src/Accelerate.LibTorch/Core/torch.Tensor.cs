namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch's. Inside a dispose scope the scope owns it and frees it; outside, whoever holds it should dispose it,
    /// and a finalizer frees it if nobody does.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long s_totalCount;
        private static long s_peakCount;

        private nint _handle;
        private TensorSafetyNet? _safetyNet;

        /// <summary>Takes over a handle (<c>at::Tensor*</c>).</summary>
        private protected Tensor(nint handle, bool register)
        {
            _handle = handle;
            CountCreated();
            if (register && DisposeScope.Current is { } scope)
                scope.Own(this);
            else
                _safetyNet = new TensorSafetyNet(handle);
        }

        /// <summary>The number of tensor objects that have not been disposed or collected.</summary>
        public static long TotalCount => Volatile.Read(ref s_totalCount);

        /// <summary>The greatest value that <see cref="TotalCount"/> has had.</summary>
        public static long PeakCount => Volatile.Read(ref s_peakCount);

        /// <summary>The <c>at::Tensor*</c> of this object, which keeps it: keep the object alive while the handle is used.</summary>
        /// <exception cref="ObjectDisposedException">The tensor has been disposed, by itself or with its dispose scope.</exception>
        public IntPtr Handle => _handle != 0 ? _handle : throw Disposed();

        /// <summary>Whether the tensor has been disposed or its handle given away.</summary>
        public bool IsInvalid => _handle == 0;

        internal DisposeScope? Scope { get; set; }

        internal int ScopeIndex { get; set; }

        /// <summary>Makes a tensor of a handle (<c>at::Tensor*</c>) and takes it over.</summary>
        /// <exception cref="ArgumentException">The handle is zero.</exception>
        public static Tensor UnsafeCreateTensor(IntPtr handle) =>
            handle != 0 ? new Tensor(handle, register: true) : throw new ArgumentException("A tensor needs a handle; this one is zero.", nameof(handle));

        /// <summary>Gives the handle away: the caller frees it, and this object is as if disposed.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var handle = Handle;
            Forget();
            return handle;
        }

        /// <summary>Frees the tensor. Other tensors over the same storage are not affected.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Forget();
            if (handle != 0)
                NativeTensor.Free(handle);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (other is null)
                return DetachFromDisposeScope();
            other.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.Scope);

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Detach(this);
            return this;
        }

        /// <summary>Takes over what an operator returned; null for an undefined tensor.</summary>
        internal static Tensor Adopt(nint handle) => handle == 0 ? null! : new Tensor(handle, register: true);

        /// <summary>Takes over what an operator returned, for an owner that outlives every dispose scope.</summary>
        internal static Tensor AdoptDetached(nint handle) => handle == 0 ? null! : new Tensor(handle, register: false);

        /// <summary>Called by the scope that begins to own the tensor.</summary>
        internal void EnterScope(DisposeScope scope, int index)
        {
            _safetyNet?.Disarm();
            _safetyNet = null;
            Scope = scope;
            ScopeIndex = index;
        }

        /// <summary>Called by the scope that lets the tensor go alive.</summary>
        internal void LeaveScope()
        {
            Scope = null;
            if (_handle != 0)
                _safetyNet = new TensorSafetyNet(_handle);
        }

        /// <summary>Called by the scope that frees the tensor: yields the handle, once.</summary>
        internal nint GiveUpToScope()
        {
            Scope = null;
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                CountFreed();
            return handle;
        }

        internal static void CountFreed() => Interlocked.Decrement(ref s_totalCount);

        private static void CountCreated()
        {
            var count = Interlocked.Increment(ref s_totalCount);
            if (count > Volatile.Read(ref s_peakCount))
                Volatile.Write(ref s_peakCount, count);
        }

        private nint Forget()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle == 0)
                return 0;
            CountFreed();
            _safetyNet?.Disarm();
            _safetyNet = null;
            Scope?.Drop(this);
            return handle;
        }

        private static ObjectDisposedException Disposed() =>
            new(nameof(Tensor), "This tensor has been disposed, by itself or with the dispose scope it was made in. Use DetachFromDisposeScope() or MoveToOuterDisposeScope() on what must outlive a scope.");
    }
}
