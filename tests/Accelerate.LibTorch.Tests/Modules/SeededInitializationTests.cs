using Accelerate.LibTorch.Tests.Core;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Accelerate.LibTorch.Tests.Modules;

/// <summary>
/// The expected numbers are those of PyTorch 1.13.1's layers after <c>torch.manual_seed(42)</c>: the first elements of each
/// parameter, equal to the last bit, and the sum of all in double precision.
/// </summary>
[Collection(nameof(ProcessWide))]
public sealed class SeededInitializationTests
{
    private static readonly Dictionary<string, Func<Module>> s_layers = new()
    {
        ["Linear"] = () => Linear(4, 3),
        ["Bilinear"] = () => Bilinear(3, 2, 4),
        ["Conv1d"] = () => Conv1d(2, 4, 3),
        ["Conv2d"] = () => Conv2d(2, 4, 3, groups: 2),
        ["Conv3d"] = () => Conv3d(1, 2, 2),
        ["ConvTranspose1d"] = () => ConvTranspose1d(2, 4, 3),
        ["ConvTranspose2d"] = () => ConvTranspose2d(4, 2, 3),
        ["Embedding"] = () => Embedding(5, 4, padding_idx: 1),
        ["LSTM"] = () => LSTM(3, 4, 2, bidirectional: true),
        ["GRU"] = () => GRU(3, 4),
        ["RNN"] = () => RNN(3, 4),
        ["Sequential"] = () => Sequential(Linear(4, 8), ReLU(), Linear(8, 2)),
    };

    private static readonly (string Layer, string Parameter, float[] First, double Sum)[] s_expected =
    [
        ("Linear", "weight", [0.382269263f, 0.415003955f, -0.11713624f], 1.7831351161003113),
        ("Linear", "bias", [0.369404435f, 0.0677152872f, 0.241094053f], 0.6782137751579285),
        ("Bilinear", "weight", [0.441406518f, 0.479205281f, -0.135257274f], 2.9834361523389816),
        ("Bilinear", "bias", [-0.455743074f, -0.266164452f, -0.163029134f], -1.2320814728736877),
        ("Conv1d", "weight", [0.31212157f, 0.338849336f, -0.0956413448f], 2.1096080727875233),
        ("Conv1d", "bias", [-0.322259039f, -0.188206688f, -0.115279011f], -0.8712132051587105),
        ("Conv2d", "weight", [0.254846185f, 0.276669323f, -0.0780908316f], 1.1418241150677204),
        ("Conv2d", "bias", [0.0519502573f, 0.269321144f, 0.0364398956f], 0.25258689746260643),
        ("Conv3d", "weight", [0.270305187f, 0.293452114f, -0.0828278288f], 1.6905179359018803),
        ("Conv3d", "bias", [0.272549301f, 0.0522583388f], 0.32480764016509056),
        ("ConvTranspose1d", "weight", [0.220703259f, 0.23960264f, -0.067628637f], 1.4917180761694908),
        ("ConvTranspose1d", "bias", [-0.227871537f, -0.133082226f, -0.0815145671f], -0.6160407364368439),
        ("ConvTranspose2d", "weight", [0.180203453f, 0.195634738f, -0.055218555f], 1.357479099649936),
        ("ConvTranspose2d", "bias", [0.226804674f, -0.194519475f], 0.03228519856929779),
        ("Embedding", "weight", [1.92691529f, 1.48728406f, 0.900717199f], 1.5215590298175812),
        ("LSTM", "weight_ih_l0", [0.382269263f, 0.415003955f, -0.11713624f], 3.1957473158836365),
        ("LSTM", "weight_hh_l0", [0.253917515f, -0.304752529f, -0.494954228f], -3.394219994544983),
        ("LSTM", "bias_ih_l0", [0.154079854f, -0.466342151f, -0.328386903f], -3.442439377307892),
        ("LSTM", "bias_hh_l0", [0.419234931f, -0.099232018f, 0.430198371f], -0.5903886556625366),
        ("LSTM", "weight_ih_l0_reverse", [-0.0863366723f, 0.104434848f, 0.258125901f], 0.735012948513031),
        ("LSTM", "weight_hh_l0_reverse", [0.319603443f, 0.429699779f, -0.0494986773f], -3.4553921818733215),
        ("LSTM", "bias_ih_l0_reverse", [0.27974546f, -0.348102272f, 0.251308858f], 0.29845130443573),
        ("LSTM", "bias_hh_l0_reverse", [0.31039995f, 0.374112546f, 0.472853184f], -0.6114903092384338),
        ("LSTM", "weight_ih_l1", [0.419165611f, -0.0784345269f, -0.0569410324f], -4.893246412277222),
        ("LSTM", "weight_hh_l1", [-0.204233408f, 0.183770239f, -0.333137572f], -0.32937633991241455),
        ("LSTM", "bias_ih_l1", [0.257398307f, -0.194204509f, -0.294283152f], 0.7511370778083801),
        ("LSTM", "bias_hh_l1", [0.186712384f, 0.464885414f, -0.129579544f], -0.22938698530197144),
        ("LSTM", "weight_ih_l1_reverse", [0.155622363f, -0.38143605f, -0.316372335f], -3.891684889793396),
        ("LSTM", "weight_hh_l1_reverse", [0.102027714f, -0.46843785f, 0.436556756f], 1.7586262226104736),
        ("LSTM", "bias_ih_l1_reverse", [0.125568628f, -0.40527463f, 0.211212337f], 0.06513732671737671),
        ("LSTM", "bias_hh_l1_reverse", [-0.128498971f, 0.28196156f, 0.181785285f], 0.1268816590309143),
        ("GRU", "weight_ih_l0", [0.382269263f, 0.415003955f, -0.11713624f], 1.7127360701560974),
        ("GRU", "weight_hh_l0", [0.077925384f, 0.403981686f, 0.0546598434f], 0.2730732560157776),
        ("GRU", "bias_ih_l0", [0.303461909f, -0.118650317f, 0.286022961f], -0.030893146991729736),
        ("GRU", "bias_hh_l0", [0.457830966f, -0.168716252f, -0.177258193f], -1.991655707359314),
        ("RNN", "weight_ih_l0", [0.382269263f, 0.415003955f, -0.11713624f], 1.7831351161003113),
        ("RNN", "weight_hh_l0", [0.369404435f, 0.0677152872f, 0.241094053f], -0.2664174437522888),
        ("RNN", "bias_ih_l0", [0.0471915603f, -0.493839562f, 0.451554537f], -0.41982758045196533),
        ("RNN", "bias_hh_l0", [0.386013687f, 0.0832095742f, -0.162352264f], 0.6158459782600403),
        ("Sequential", "0.weight", [0.382269263f, 0.415003955f, -0.11713624f], 1.0968900918960571),
        ("Sequential", "0.bias", [0.386013687f, 0.0832095742f, -0.162352264f], 0.994726300239563),
        ("Sequential", "2.weight", [0.0949940234f, -0.0958764106f, 0.148795605f], 0.5254099294543266),
        ("Sequential", "2.bias", [0.111815207f, -0.00615040539f], 0.10566480131819844),
    ];

    public static TheoryData<string> Layers => [.. s_layers.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_seeded_layer_has_the_parameters_that_PyTorch_gives_it(string name)
    {
        manual_seed(42);
        using var layer = s_layers[name]();
        var expected = s_expected.Where(entry => entry.Layer == name).ToList();
        Assert.Equal(expected.Select(entry => entry.Parameter), layer.named_parameters().Select(entry => entry.Item1));
        foreach (var (_, path, first, sum) in expected)
        {
            var values = Values.Of(layer.get_parameter(path));
            Assert.Equal(first, values.Take(first.Length));
            Assert.Equal(sum, values.Sum(value => (double)value), 1e-12);
        }
    }

    [Theory]
    [InlineData("uniform", new[] { 2.4113464f, 2.5750198f, -0.0856812f, 2.7965283f, -0.047758937f }, 24.918658)]
    [InlineData("normal", new[] { 4.8538303f, 3.9745681f, 2.8014345f, -3.2110419f, 2.3568368f }, 12.386926)]
    [InlineData("truncated normal", new[] { 1.1995013f, 1.2811987f, 0.017062247f, 1.3939104f, 0.035239726f }, 13.106614)]
    [InlineData("Xavier uniform", new[] { 1.1844181f, 1.2858428f, -0.36293337f, 1.4231066f, -0.33943382f }, 8.0053997)]
    [InlineData("Xavier normal", new[] { 0.86174268f, 0.66513366f, 0.40281296f, -0.94161761f, 0.30339795f }, -2.5967621)]
    [InlineData("Kaiming uniform by fan-out", new[] { 0.93171763f, 1.011503f, -0.28550005f, 1.119481f, -0.26701424f }, 6.2974151)]
    [InlineData("Kaiming normal for ReLU", new[] { 1.1125051f, 0.85868382f, 0.52002931f, -1.215623f, 0.39168507f }, -3.3524053)]
    [InlineData("orthogonal", new[] { 1.0625899f, 0.82015699f, 0.49669695f, -1.1610813f, 0.37411121f }, -4.3727738)]
    [InlineData("sparse", new[] { 0.019269152f, 0.014872841f, 0.0090071717f, 0f, 0.0067841844f }, 0.041426593)]
    public void An_initializer_draws_what_PyTorch_draws(string name, float[] first, double sum)
    {
        using var tensor = empty(4, 6);
        manual_seed(42);
        Assert.Same(tensor, s_initializers[name](tensor));
        Values.AssertClose(first, sum, tensor);
    }

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_initializers = new()
    {
        ["uniform"] = tensor => init.uniform_(tensor, -2, 3),
        ["normal"] = tensor => init.normal_(tensor, 1, 2),
        ["truncated normal"] = tensor => init.trunc_normal_(tensor, 0.5, 2, -1, 1.5),
        ["Xavier uniform"] = tensor => init.xavier_uniform_(tensor, 2),
        ["Xavier normal"] = tensor => init.xavier_normal_(tensor),
        ["Kaiming uniform by fan-out"] = tensor => init.kaiming_uniform_(tensor, 0.1, init.FanInOut.FanOut),
        ["Kaiming normal for ReLU"] = tensor => init.kaiming_normal_(tensor, nonlinearity: init.NonlinearityType.ReLU),
        ["orthogonal"] = tensor => init.orthogonal_(tensor, 2),
        ["sparse"] = tensor => init.sparse_(tensor, 0.4),
    };

    [Fact]
    public void An_orthogonal_matrix_with_more_rows_than_columns_has_orthonormal_columns()
    {
        using var scope = NewDisposeScope();
        manual_seed(42);
        var tensor = init.orthogonal_(empty(6, 4));
        Values.AssertClose([0.78794837f, 0.45792356f, -0.2237815f, -0.27685359f, 0.27741683f], -2.7151428, tensor);
        Values.AssertClose(Values.Of(eye(4)).Select(value => value + 1).ToArray(), Values.Of(tensor.t().matmul(tensor)).Select(value => value + 1).ToArray());
    }

    [Fact]
    public void Structured_initializers_fill_identities_and_constants()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([1, 0, 0, 0, 1, 0], Values.Of(init.eye_(empty(2, 3))));
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0], Values.Of(init.dirac_(empty(2, 2, 3))));
        Assert.Equal([1, 1], Values.Of(init.ones_(empty(2))));
        Assert.Equal([0, 0], Values.Of(init.zeros_(empty(2))));
        Assert.Equal([2.5f, 2.5f], Values.Of(init.constant_(empty(2), 2.5)));
    }

    [Fact]
    public void An_initializer_does_not_touch_the_gradient_graph()
    {
        using var parameter = new Parameter(zeros(2, 2));
        init.normal_(parameter);
        Assert.True(parameter.is_leaf);
        Assert.True(parameter.requires_grad);
    }

    [Fact]
    public void Fan_in_and_fan_out_of_a_vector_are_an_error()
    {
        using var vector = zeros(3);
        var error = Assert.Throws<ArgumentException>(() => init.kaiming_uniform_(vector));
        Assert.Contains("two or more dimensions", error.Message);
    }

    [Theory]
    [InlineData(init.NonlinearityType.Linear, 0, 1)]
    [InlineData(init.NonlinearityType.Sigmoid, 0, 1)]
    [InlineData(init.NonlinearityType.Tanh, 0, 5.0 / 3)]
    [InlineData(init.NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [InlineData(init.NonlinearityType.LeakyReLU, 0.2, 1.386750490563073)]
    public void Gains_are_those_of_the_table_in_PyTorchs_documentation(init.NonlinearityType nonlinearity, double slope, double gain) =>
        Assert.Equal(gain, init.calculate_gain(nonlinearity, slope), 1e-15);
}
