namespace Accelerate.Native;

/// <summary>
/// An operator of libtorch's dispatcher, found by name and overload at its first call and kept. Arguments go by
/// position in the order of the operator's schema; missing trailing ones take the schema's defaults, and each is
/// converted to what the schema asks for (an integer where a float or a list of one is wanted, and so on).
/// </summary>
/// <param name="name">The qualified name, such as <c>aten::add</c>.</param>
/// <param name="overload">The overload, such as <c>Tensor</c>; empty for the operator without one.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private nint _handle;

    /// <summary>The qualified name.</summary>
    public string Name { get; } = name;

    /// <summary>The overload name; empty for none.</summary>
    public string Overload { get; } = overload;

    /// <summary>The operator's schema as libtorch prints it.</summary>
    /// <exception cref="TorchException">The loaded libtorch has no such operator.</exception>
    public string Schema => NativeText.Read((buffer, capacity, length) => NativeMethods.acc_operator_schema(Handle, buffer, capacity, length));

    /// <summary>Whether the loaded libtorch knows this operator.</summary>
    public bool Exists
    {
        get
        {
            int exists;
            fixed (byte* name = NativeText.ToUtf8(Name), overload = NativeText.ToUtf8(Overload))
                NativeError.ThrowIfFailed(NativeMethods.acc_operator_exists(name, overload, &exists));
            return exists != 0;
        }
    }

    /// <summary>How many arguments the operator's schema has.</summary>
    /// <exception cref="TorchException">The loaded libtorch has no such operator.</exception>
    public int ArgumentCount => Counts.Arguments;

    /// <summary>How many values the operator returns.</summary>
    /// <exception cref="TorchException">The loaded libtorch has no such operator.</exception>
    public int ResultCount => Counts.Results;

    private (int Arguments, int Results) Counts
    {
        get
        {
            int arguments, results;
            NativeError.ThrowIfFailed(NativeMethods.acc_operator_counts(Handle, &arguments, &results));
            return (arguments, results);
        }
    }

    private nint Handle => _handle != 0 ? _handle : Find();

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <returns>A new handle that the caller owns; zero for an undefined tensor.</returns>
    /// <exception cref="TorchException">libtorch refused the call; the message is its own.</exception>
    public nint InvokeTensor(ReadOnlySpan<NativeValue> arguments)
    {
        NativeValue result;
        Invoke(arguments, new Span<NativeValue>(&result, 1));
        return result.Pointer;
    }

    /// <summary>Calls an operator that returns one list of tensors.</summary>
    /// <returns>New handles that the caller owns.</returns>
    /// <exception cref="TorchException">libtorch refused the call; the message is its own.</exception>
    public nint[] InvokeTensorList(ReadOnlySpan<NativeValue> arguments)
    {
        NativeValue result;
        Invoke(arguments, new Span<NativeValue>(&result, 1));
        return NativeTensor.TakeList(result);
    }

    /// <summary>Calls an operator and drops what it returns, as for one that works in place.</summary>
    /// <exception cref="TorchException">libtorch refused the call; the message is its own.</exception>
    public void Invoke(ReadOnlySpan<NativeValue> arguments)
    {
        fixed (NativeValue* first = arguments)
            NativeError.ThrowIfFailed(NativeMethods.acc_operator_call(Handle, first, arguments.Length, null, 0));
    }

    /// <summary>
    /// Calls an operator that returns <paramref name="results"/>.Length values. Tensors among them are new handles
    /// that the caller owns; a list of tensors is taken with <see cref="NativeTensor.TakeList"/>.
    /// </summary>
    /// <exception cref="TorchException">libtorch refused the call, or returns another number of values.</exception>
    public void Invoke(ReadOnlySpan<NativeValue> arguments, Span<NativeValue> results)
    {
        fixed (NativeValue* first = arguments, firstResult = results)
            NativeError.ThrowIfFailed(NativeMethods.acc_operator_call(Handle, first, arguments.Length, firstResult, results.Length));
    }

    /// <inheritdoc/>
    public override string ToString() => Overload.Length == 0 ? Name : $"{Name}.{Overload}";

    private nint Find()
    {
        nint handle;
        fixed (byte* name = NativeText.ToUtf8(Name), overload = NativeText.ToUtf8(Overload))
            NativeError.ThrowIfFailed(NativeMethods.acc_operator_find(name, overload, &handle));
        return _handle = handle;
    }
}
