namespace TorchSharp;

/// <summary>How much a convolution pads its input: not at all, or so that the output has the size of the input.</summary>
public enum Padding
{
    Valid = 0,
    Same = 1,
}
