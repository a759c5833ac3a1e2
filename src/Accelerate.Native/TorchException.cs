using System.Runtime.InteropServices;

namespace Accelerate.Native;

/// <summary>
/// An error that libtorch reported. Its message is libtorch's own, without the C++ stack unless
/// <c>TORCH_SHOW_CPP_STACKTRACES=1</c> asks for it. It derives from <see cref="ExternalException"/>, which is what the
/// TorchSharp package throws, so that one <c>catch</c> serves both front ends.
/// </summary>
public class TorchException(string message) : ExternalException(message);

/// <summary>An index is out of the range of its tensor (<c>c10::IndexError</c>).</summary>
public sealed class TorchIndexException(string message) : TorchException(message);

/// <summary>An argument has an unacceptable value (<c>c10::ValueError</c>).</summary>
public sealed class TorchValueException(string message) : TorchException(message);

/// <summary>An argument has an unacceptable type (<c>c10::TypeError</c>).</summary>
public sealed class TorchTypeException(string message) : TorchException(message);

/// <summary>The operator is not implemented for this device or data type in the loaded libtorch (<c>c10::NotImplementedError</c>).</summary>
public sealed class TorchNotImplementedException(string message) : TorchException(message);

/// <summary>Memory of the machine or of a device did not suffice (<c>std::bad_alloc</c>, <c>c10::OutOfMemoryError</c>).</summary>
public sealed class TorchOutOfMemoryException(string message) : TorchException(message);

/// <summary>A store or a collective waited for others longer than it may.</summary>
public sealed class TorchTimeoutException(string message) : TorchException(message);

/// <summary>A connection to a store or to another rank could not be made or is lost.</summary>
public sealed class TorchConnectionException(string message) : TorchException(message);
