using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Owns the tensors made on its thread while it is the innermost scope, and frees them when it is disposed. A scope belongs
/// to the thread that made it: after an <c>await</c> that moves to another thread, new tensors are not in it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? t_current;

    private readonly List<IDisposable> _owned = [];
    private readonly DisposeScope? _outer;
    private bool _disposed;

    internal DisposeScope()
    {
        _outer = t_current;
        t_current = this;
    }

    /// <summary>The number of objects that the scope would dispose.</summary>
    public int DisposablesCount => _owned.Count;

    /// <summary>What the scope would dispose.</summary>
    public IReadOnlyList<IDisposable> DisposablesView => _owned;

    /// <summary>The innermost scope of this thread that has not been disposed.</summary>
    internal static DisposeScope? Current
    {
        get
        {
            var scope = t_current;
            while (scope is { _disposed: true })
                t_current = scope = scope._outer;
            return scope;
        }
    }

    public bool Contains(IDisposable disposable) =>
        disposable is Tensor tensor ? ReferenceEquals(tensor.Scope, this) : _owned.Contains(disposable);

    public void Attach(IDisposable disposable)
    {
        ArgumentNullException.ThrowIfNull(disposable);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (disposable is Tensor tensor)
        {
            ObjectDisposedException.ThrowIf(tensor.IsInvalid, tensor);
            if (ReferenceEquals(tensor.Scope, this))
                return;
            tensor.Scope?.Drop(tensor);
            Own(tensor);
        }
        else if (!_owned.Contains(disposable))
        {
            _owned.Add(disposable);
        }
    }

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = disposables.ToList();
        attached.ForEach(Attach);
        return attached;
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        if (disposable is Tensor tensor)
        {
            if (ReferenceEquals(tensor.Scope, this))
            {
                Drop(tensor);
                tensor.LeaveScope();
            }
        }
        else
        {
            _owned.Remove(disposable);
        }
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (Detach(first), Detach(second));

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Detach<IDisposable>(disposable);
    }

    /// <summary>Gives an object to the scope around this one; to nobody if this is the outermost.</summary>
    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(Outer, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => (MoveToOuter(first), MoveToOuter(second));

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(Outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        if (!Contains(disposable))
            return disposable;
        Detach(disposable);
        scope?.Attach(disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable =>
        (MoveToOther(scope, first), MoveToOther(scope, second));

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            MoveToOther<IDisposable>(scope, disposable);
    }

    /// <summary>Lets go of an object that has been disposed elsewhere.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        if (disposable is not Tensor tensor)
            _owned.Remove(disposable);
        else if (ReferenceEquals(tensor.Scope, this))
            Drop(tensor);
    }

    /// <summary>Disposes what the scope owns and keeps the scope open.</summary>
    public void DisposeEverything()
    {
        Span<nint> handles = stackalloc nint[128];
        var count = 0;
        for (var i = _owned.Count - 1; i >= 0; i--)
        {
            if (_owned[i] is not Tensor tensor)
            {
                _owned[i].Dispose();
                continue;
            }
            var handle = tensor.GiveUpToScope();
            if (handle == 0)
                continue;
            handles[count++] = handle;
            if (count == handles.Length)
            {
                NativeTensor.Free(handles);
                count = 0;
            }
        }
        _owned.Clear();
        NativeTensor.Free(handles[..count]);
    }

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut([first, second]);
        return (first, second);
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = inKeep.Where(Contains).ToList();
        Detach((IEnumerable<IDisposable>)keep);
        DisposeEverything();
        foreach (var disposable in keep)
            Attach(disposable);
    }

    /// <summary>Disposes what the scope owns and ends it.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        DisposeEverything();
        _disposed = true;
        if (ReferenceEquals(t_current, this))
            t_current = _outer;
    }

    /// <summary>Begins to own a tensor that no scope owns.</summary>
    internal void Own(Tensor tensor)
    {
        tensor.EnterScope(this, _owned.Count);
        _owned.Add(tensor);
    }

    /// <summary>Forgets a tensor of this scope: the last one takes its place.</summary>
    internal void Drop(Tensor tensor)
    {
        var last = _owned.Count - 1;
        var moved = _owned[last];
        _owned[tensor.ScopeIndex] = moved;
        if (moved is Tensor other)
            other.ScopeIndex = tensor.ScopeIndex;
        _owned.RemoveAt(last);
        tensor.Scope = null;
    }

    private DisposeScope? Outer
    {
        get
        {
            var outer = _outer;
            while (outer is { _disposed: true })
                outer = outer._outer;
            return outer;
        }
    }
}
