namespace Accelerate.Tests.Samples;

public sealed class WrittenFashionMnistTests() : FashionMnistTests("FashionMnistWritten");
