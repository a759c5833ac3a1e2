using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>Two convolutional blocks and two linear layers, 80,650 parameters: images [batch, 1, 28, 28] in, logits [batch, 10] out.</summary>
internal sealed class ConvolutionalNetwork : Module<Tensor, Tensor>
{
    private readonly Sequential features = Sequential(
        Conv2d(1, 16, 3, padding: 1, bias: false), BatchNorm2d(16), ReLU(), MaxPool2d(2),
        Conv2d(16, 32, 3, padding: 1, bias: false), BatchNorm2d(32), ReLU(), MaxPool2d(2));

    private readonly Sequential classifier;

    /// <param name="dropout">The share of the image's features that a training step leaves out.</param>
    public ConvolutionalNetwork(double dropout) : base(nameof(ConvolutionalNetwork))
    {
        classifier = Sequential(Flatten(), Dropout(dropout), Linear(32 * 7 * 7, 48), ReLU(), Linear(48, 10));
        RegisterComponents();
    }

    public override Tensor forward(Tensor images) => classifier.call(features.call(images));
}
