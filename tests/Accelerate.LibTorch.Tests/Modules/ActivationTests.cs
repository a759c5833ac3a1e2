using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>The numbers are those of PyTorch 1.13.1 for the same input.</summary>
[Collection(nameof(ProcessWide))]
public sealed class ActivationTests
{
    private static readonly Dictionary<string, LayerCase> s_cases = new()
    {
        ["ReLU"] = new(() => ReLU(), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 8.4835949),
        ["ReLU6"] = new(() => ReLU6(), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 8.4835949),
        ["LeakyReLU"] = new(() => LeakyReLU(0.2), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 7.160708),
        ["PReLU"] = new(() => PReLU(1), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 6.8299863),
        ["ELU"] = new(() => ELU(0.5), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 7.2209861),
        ["CELU"] = new(() => CELU(0.5), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 7.0485913),
        ["SELU"] = new(() => SELU(), [2, 4], [2, 4], [0f, 2.0306404f, 3.1062391f, 2.7209251f, 1.0559173f], 4.4741385),
        ["GELU"] = new(() => GELU(), [2, 4], [2, 4], [0f, 1.8811681f, 2.9517472f, 2.5771875f, 0.84672588f], 8.0864512),
        ["GELU by tanh"] = new(() => GELU(TorchSharp.Modules.GELU.Approximate.tanh), [2, 4], [2, 4], [0f, 1.8812082f, 2.9521749f, 2.577651f, 0.84657145f], 8.0879553),
        ["SiLU"] = new(() => SiLU(), [2, 4], [2, 4], [0f, 1.6882551f, 2.8101954f, 2.408849f, 0.73566777f], 7.0453711),
        ["Mish"] = new(() => Mish(), [2, 4], [2, 4], [0f, 1.871814f, 2.9419334f, 2.5645106f, 0.87030876f], 7.6075343),
        ["Sigmoid"] = new(() => Sigmoid(), [2, 4], [2, 4], [0.5f, 0.87354279f, 0.95056278f, 0.93019104f, 0.73203355f], 4.3631624),
        ["LogSigmoid"] = new(() => LogSigmoid(), [2, 4], [2, 4], [-0.69314718f, -0.13519818f, -0.050701141f, -0.072365247f, -0.31192893f], -8.2990058),
        ["Hardsigmoid"] = new(() => Hardsigmoid(), [2, 4], [2, 4], [0.5f, 0.82210881f, 0.9927249f, 0.93160468f, 0.66749412f], 4.3115268),
        ["Hardswish"] = new(() => Hardswish(), [2, 4], [2, 4], [0f, 1.588851f, 2.9348414f, 2.4125097f, 0.67080802f], 7.071652),
        ["Tanh"] = new(() => Tanh(), [2, 4], [2, 4], [0f, 0.9589473f, 0.99460483f, 0.98879868f, 0.76367128f], 0.93945253),
        ["Hardtanh"] = new(() => Hardtanh(-0.5, 0.7), [2, 4], [2, 4], [0f, 0.69999999f, 0.69999999f, 0.69999999f, 0.69999999f], 1.3),
        ["Tanhshrink"] = new(() => Tanhshrink(), [2, 4], [2, 4], [0f, 0.97370565f, 1.9617443f, 1.6008296f, 0.24129331f], 0.929708),
        ["Hardshrink"] = new(() => Hardshrink(0.6), [2, 4], [2, 4], [0f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 1.8691605),
        ["Softshrink"] = new(() => Softshrink(0.6), [2, 4], [2, 4], [0f, 1.3326529f, 2.356349f, 1.9896282f, 0.40496457f], 1.2691602),
        ["Softsign"] = new(() => Softsign(), [2, 4], [2, 4], [0f, 0.65901184f, 0.74724174f, 0.72141963f, 0.50123805f], 0.64613777),
        ["Softplus"] = new(() => Softplus(2), [2, 4], [2, 4], [0.34657359f, 1.943023f, 2.9576998f, 2.5924363f, 1.0678394f], 8.9691221),
        ["Threshold"] = new(() => Threshold(0.1, 7), [2, 4], [2, 4], [7f, 1.932653f, 2.9563491f, 2.5896282f, 1.0049646f], 36.483595),
        ["Softmax"] = new(() => Softmax(1), [2, 4], [2, 4], [0.024715599f, 0.17073072f, 0.4752228f, 0.32933086f, 0.85193557f], 2),
        ["LogSoftmax"] = new(() => LogSoftmax(1), [2, 4], [2, 4], [-3.7003207f, -1.7676678f, -0.74397153f, -1.1106925f, -0.16024442f], -17.592958),
        ["Softmin"] = new(() => Softmin(1), [2, 4], [2, 4], [0.78627479f, 0.11382399f, 0.040892929f, 0.059008297f, 0.010182563f], 2),
        ["GLU"] = new(() => GLU(), [2, 4], [2, 2], [0f, 1.7977364f, 0.068535171f, -0.052471779f], 1.8137998),
    };

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Computes_what_PyTorch_computes(string name) => s_cases[name].Check(amplitude: 3);
}
