using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class ImageTests
{
    private readonly Tensor _image = tensor([1f, 2f, 3f, 4f]).reshape(1, 1, 2, 2);

    [Fact]
    public void Resizing_to_a_size_or_by_a_factor()
    {
        Expect.Elements(functional.interpolate(_image, size: [4, 2]), 1, 2, 1, 2, 3, 4, 3, 4);
        Expect.Elements(functional.interpolate(_image, scale_factor: [2, 1]), 1, 2, 1, 2, 3, 4, 3, 4);
        Expect.Elements(functional.interpolate(_image, size: [1], mode: InterpolationMode.Area), 2.5);
        Expect.Elements(functional.interpolate(_image, scale_factor: [0.5], mode: InterpolationMode.Area), 2.5);
        Expect.Elements(functional.interpolate(_image, size: [3], mode: InterpolationMode.Bilinear, align_corners: true), 1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4);
        Expect.Elements(functional.interpolate(_image, size: [1], mode: InterpolationMode.Bilinear, antialias: true), 2.5);
        Expect.Shape(functional.interpolate(_image, scale_factor: [1.6], recompute_scale_factor: true), 1, 1, 3, 3);
    }

    [Fact]
    public void One_and_three_spatial_dimensions()
    {
        var line = tensor([1f, 3f]).reshape(1, 1, 2);
        Expect.Elements(functional.interpolate(line, size: [3], mode: InterpolationMode.Linear, align_corners: true), 1, 2, 3);
        Expect.Elements(functional.interpolate(line, scale_factor: [2], mode: InterpolationMode.NearestExact), 1, 1, 3, 3);
        Expect.Shape(functional.interpolate(torch.ones(1, 1, 2, 2).unsqueeze(2), scale_factor: [2], mode: InterpolationMode.Trilinear), 1, 1, 2, 4, 4);
        Expect.Elements(functional.upsample_nearest1d(line, 4, null), 1, 1, 3, 3);
        Expect.Elements(functional.upsample(line, scale_factor: [2]), 1, 1, 3, 3);
    }

    [Fact]
    public void Contradictions_are_errors_that_name_the_argument()
    {
        Assert.Throws<ArgumentException>("size", () => functional.interpolate(_image));
        Assert.Throws<ArgumentException>("size", () => functional.interpolate(_image, [2], [2]));
        Assert.Throws<ArgumentException>("mode", () => functional.interpolate(_image, [2], mode: InterpolationMode.Trilinear));
        Assert.Throws<ArgumentException>("align_corners", () => functional.interpolate(_image, [2], align_corners: true));
        Assert.Throws<ArgumentException>("antialias", () => functional.interpolate(_image, [2], antialias: true));
        Assert.Throws<ArgumentException>("x", () => functional.interpolate(torch.ones(2, 2), [2]));
        Assert.Throws<ArgumentException>(() => functional.interpolate(_image, [2, 2, 2]));
    }

    [Fact]
    public void Sampling_by_an_affine_grid_of_the_identity_gives_the_image_back()
    {
        var identity = tensor([1f, 0f, 0f, 0f, 1f, 0f]).reshape(1, 2, 3);
        var grid = functional.affine_grid(identity, [1, 1, 2, 2]);
        Expect.Elements(functional.grid_sample(_image, grid), 1, 2, 3, 4);
        Expect.Elements(functional.grid_sample(_image, grid.add(10), padding_mode: GridSamplePaddingMode.Border), 4, 4, 4, 4);
        Expect.Elements(functional.grid_sample(_image, grid.add(0.4), GridSampleMode.Nearest), 1, 2, 3, 4);
    }
}
