namespace Accelerate.Native;

/// <summary>What autocast was on a thread for one type of device before <see cref="Autocast.Enter"/>.</summary>
/// <param name="DeviceType">The number of libtorch's device type.</param>
/// <param name="Enabled">Whether autocast was on.</param>
/// <param name="ScalarType">The number of the data type it cast to.</param>
public readonly record struct AutocastState(int DeviceType, bool Enabled, int ScalarType);
