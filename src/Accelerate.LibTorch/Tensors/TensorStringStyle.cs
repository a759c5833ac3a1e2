namespace TorchSharp;

/// <summary>How a tensor is written as text.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata = 0,

    /// <summary>Matrices with aligned columns, as Julia shows arrays.</summary>
    Julia = 1,

    /// <summary>Nested brackets, as NumPy shows arrays.</summary>
    Numpy = 2,

    /// <summary>A C# array initializer.</summary>
    CSharp = 3,

    /// <summary>What <see cref="torch.TensorStringStyle"/> says.</summary>
    Default = 4,
}
