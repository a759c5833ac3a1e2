using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>The numbers are those of PyTorch 1.13.1 for the same seed and input.</summary>
[Collection(nameof(ProcessWide))]
public sealed class LayerForwardTests
{
    private static readonly Dictionary<string, LayerCase> s_cases = new()
    {
        ["Linear"] = new(() => Linear(4, 3), [2, 4], [2, 3], [0.91780239f, 0.14630222f, 0.51383936f, 0.0027307868f, -0.080698848f], 1.5466728),
        ["Linear without bias"] = new(() => Linear(4, 3, hasBias: false), [2, 4], [2, 3], [0.54839796f, 0.078586943f, 0.27274528f, -0.36667365f, -0.14841413f], 0.19024519),
        ["Conv1d"] = new(() => Conv1d(2, 4, 3), [1, 2, 6], [1, 4, 4], [-0.48920077f, -0.18041405f, 0.061660737f, 0.12317201f, 0.1850854f], -0.14860296),
        ["Conv2d"] = new(() => Conv2d(2, 4, 3, stride: 2, padding: 1), [1, 2, 5, 5], [1, 4, 3, 3], [0.089927346f, 0.05012551f, 0.47483534f, 0.10182013f, -0.076449901f], -4.3796402),
        ["Conv2d in groups, dilated"] = new(() => Conv2d(2, 4, (3, 2), dilation: (1, 2), groups: 2), [1, 2, 5, 5], [1, 4, 3, 3], [-0.31159559f, -0.044169545f, 0.092466533f, -0.47922647f, -0.69268572f], -5.5654469),
        ["Conv2d of the same size"] = new(() => Conv2d(1, 2, (2, 3), Padding.Same), [1, 1, 4, 4], [1, 2, 4, 4], [0.18114161f, 0.51086432f, 0.6195271f, 0.66271496f, 0.5065285f], 6.5980563),
        ["Conv2d padded by reflection"] = new(() => Conv2d(1, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect), [1, 1, 4, 4], [1, 2, 4, 4], [0.13508677f, -0.45914066f, -0.6284591f, -0.5834868f, -0.31858146f], 0.40438378),
        ["Conv2d of the same size, padded in a circle"] = new(() => Conv2d(1, 2, (2, 3), Padding.Same, padding_mode: PaddingModes.Circular), [1, 1, 4, 4], [1, 2, 4, 4], [0.082127079f, 0.51086432f, 0.6195271f, 0.69031155f, 0.57046813f], 8.0127291),
        ["Conv3d"] = new(() => Conv3d(1, 2, 2), [1, 1, 3, 3, 3], [1, 2, 2, 2, 2], [0.46361971f, 0.48277977f, 0.2619673f, 0.12584578f, 0.46526557f], 3.8142519),
        ["ConvTranspose1d"] = new(() => ConvTranspose1d(2, 3, 3, stride: 2, output_padding: 1), [1, 2, 4], [1, 3, 10], [-0.23753223f, -0.058556475f, 0.11524332f, -0.079011194f, 0.23647064f], -1.0781821),
        ["ConvTranspose2d"] = new(() => ConvTranspose2d(2, 3, 3, stride: 2, padding: 1), [1, 2, 3, 3], [1, 3, 5, 5], [0.052682962f, 0.28600547f, -0.079137079f, 0.52402407f, -0.14766729f], 5.3185823),
        ["BatchNorm1d"] = new(() => BatchNorm1d(3), [4, 3], [4, 3], [-0.0034428076f, 0.71329409f, 0.98928154f, 1.4037917f, 0.25451812f], 3.259629e-09),
        ["BatchNorm2d"] = new(() => BatchNorm2d(2), [2, 2, 3, 3], [2, 2, 3, 3], [0.0012306642f, 0.91333675f, 1.3964652f, 1.223393f, 0.47551879f], -1.1210795e-07),
        ["BatchNorm3d"] = new(() => BatchNorm3d(2, affine: false), [2, 2, 2, 2, 2], [2, 2, 2, 2, 2], [-0.13409869f, 0.79585505f, 1.288437f, 1.1119783f, 0.34947005f], 2.8684735e-07),
        ["LayerNorm"] = new(() => LayerNorm([3, 4]), [2, 3, 4], [2, 3, 4], [-0.20047984f, 0.73667926f, 1.2330779f, 1.055252f, 0.28683564f], -2.6077032e-08),
        ["GroupNorm"] = new(() => GroupNorm(2, 4), [2, 4, 3], [2, 4, 3], [-0.87232172f, 0.48887283f, 1.2098764f, 0.9515897f, -0.16451108f], -7.4505806e-08),
        ["InstanceNorm1d"] = new(() => InstanceNorm1d(2), [2, 2, 4], [2, 2, 4], [-1.6399236f, 0.055254899f, 0.95316452f, 0.63150442f, 1.539959f], 2.4586916e-07),
        ["InstanceNorm2d of one sample"] = new(() => InstanceNorm2d(2, affine: true), [2, 3, 3], [2, 3, 3], [0.0012920112f, 0.91337132f, 1.3964854f, 1.2234185f, 0.47556618f], 2.6542693e-08),
        ["Dropout"] = new(() => Dropout(0.4), [10], [10], [0f, 1.0736961f, 1.6424162f, 1.4386823f, 0.55831367f], 3.1043812),
        ["Dropout1d"] = new(() => Dropout1d(0.4), [2, 4, 2], [2, 4, 2], [0f, 1.0736961f, 1.6424162f, 1.4386823f, 0.55831367f], 2.7562587),
        ["Dropout2d"] = new(() => Dropout2d(0.4), [2, 4, 2, 1], [2, 4, 2, 1], [0f, 1.0736961f, 1.6424162f, 1.4386823f, 0.55831367f], 2.7562587),
        ["AlphaDropout"] = new(() => AlphaDropout(0.4), [10], [10], [0.60709465f, 1.1632366f, 1.4578162f, 1.3522884f, 0.8962841f], 4.6434481),
        ["FeatureAlphaDropout"] = new(() => FeatureAlphaDropout(0.4), [2, 4, 2, 1], [2, 4, 2, 1], [0.60709465f, 1.1632366f, 1.4578162f, 1.3522884f, 0.8962841f], 5.0702259),
        ["MaxPool1d"] = new(() => MaxPool1d(2), [1, 2, 6], [1, 2, 3], [0.64421767f, 0.98544973f, 0.33498821f, -0.87157565f, 0.016813615f], 2.0980617),
        ["MaxPool2d"] = new(() => MaxPool2d(2, stride: 1, padding: 1), [1, 1, 4, 4], [1, 1, 5, 5], [0f, 0.64421767f, 0.98544973f, 0.98544973f, 0.86320943f], 15.719584),
        ["MaxPool2d of a pair"] = new(() => MaxPool2d((2, 3)), [1, 1, 4, 6], [1, 1, 2, 2], [0.98544973f, 0.98816818f, 0.99060738f, 0.84574693f], 3.8099722),
        ["MaxPool3d"] = new(() => MaxPool3d(2), [1, 1, 2, 4, 4], [1, 1, 1, 2, 2], [0.99060738f, 0.98544973f, 0.99276632f, 0.98816818f], 3.9569916),
        ["AvgPool1d"] = new(() => AvgPool1d(3, stride: 1), [1, 2, 6], [1, 2, 4], [0.54322249f, 0.8309589f, 0.72788244f, 0.28247145f, -0.82843161f], 1.5919691),
        ["AvgPool2d"] = new(() => AvgPool2d(2, padding: 1, count_include_pad: false), [1, 1, 4, 4], [1, 1, 3, 3], [0f, 0.8148337f, 0.86320943f, -0.14813925f, -0.13713968f], 1.3468352),
        ["AvgPool3d"] = new(() => AvgPool3d(2), [1, 1, 2, 4, 4], [1, 1, 1, 2, 2], [0.10843272f, 0.077358797f, 0.046347819f, 0.1210347f], 0.35317403),
        ["AdaptiveAvgPool1d"] = new(() => AdaptiveAvgPool1d(2), [1, 2, 5], [1, 2, 2], [0.54322249f, 0.72788244f, -0.73493719f, -0.53230184f], 0.0038658977),
        ["AdaptiveAvgPool2d"] = new(() => AdaptiveAvgPool2d((2, 3)), [1, 1, 5, 5], [1, 1, 2, 3], [0.17783558f, 0.24104978f, 0.089394033f, 0.27043924f, 0.15166305f], 0.82807729),
        ["AdaptiveMaxPool1d"] = new(() => AdaptiveMaxPool1d(2), [1, 2, 5], [1, 2, 2], [0.98544973f, 0.98544973f, -0.35078323f, 0.016813615f], 1.6369298),
        ["AdaptiveMaxPool2d"] = new(() => AdaptiveMaxPool2d([2, 3]), [1, 1, 5, 5], [1, 1, 2, 3], [0.98816818f, 0.98816818f, 0.86320943f, 0.99060738f, 0.98816818f], 5.4878913),
        ["Flatten"] = new(() => Flatten(0, 1), [2, 2, 3], [4, 3], [0f, 0.64421767f, 0.98544973f, 0.86320943f, 0.33498821f], 1.6537553),
        ["Unflatten"] = new(() => Unflatten(1, [2, 3]), [2, 6], [2, 2, 3], [0f, 0.64421767f, 0.98544973f, 0.86320943f, 0.33498821f], 1.6537553),
        ["Identity"] = new(() => Identity(), [3], [3], [0f, 0.64421767f, 0.98544973f], 1.6296674),
        ["PixelShuffle"] = new(() => PixelShuffle(2), [1, 4, 2, 2], [1, 1, 4, 4], [0f, 0.33498821f, 0.64421767f, -0.35078323f, -0.63126671f], 1.5812782),
        ["PixelUnshuffle"] = new(() => PixelUnshuffle(2), [1, 1, 4, 4], [1, 4, 2, 2], [0f, 0.98544973f, -0.63126671f, 0.65698659f, 0.64421767f], 1.5812782),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Computes_what_PyTorch_computes(string name) => s_cases[name].Check(amplitude: 1);
}
