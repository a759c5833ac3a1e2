using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class ArithmeticTests
{
    private readonly Tensor _x = tensor([1f, -2f, 3f]);
    private readonly Tensor _y = tensor([10f, 20f, 30f]);

    [Fact]
    public void Sums_take_a_factor_for_the_second_term()
    {
        Expect.Elements(_x.add(_y), 11, 18, 33);
        Expect.Elements(_x.add(_y, 2), 21, 38, 63);
        Expect.Elements(_x.add(1, 3), 4, 1, 6);
        Expect.Elements(torch.sub(_y, _x), 9, 22, 27);
    }

    [Fact]
    public void Products_and_quotients_are_elementwise()
    {
        Expect.Elements(_x.mul(_y), 10, -40, 90);
        Expect.Elements(_y.div(_x), 10, -10, 10);
        Expect.Elements(torch.mul(_x, 2), 2, -4, 6);
    }

    [Fact]
    public void A_quotient_is_rounded_down_or_towards_zero_on_request()
    {
        var dividend = tensor([7f, -7f]);
        Expect.Elements(dividend.div(2), 3.5, -3.5);
        Expect.Elements(dividend.div(2, RoundingMode.floor), 3, -4);
        Expect.Elements(dividend.div(2, RoundingMode.trunc), 3, -3);
        Expect.Elements(dividend.floor_divide(2), 3, -4);
    }

    [Fact]
    public void Powers_roots_and_remainders()
    {
        Expect.Elements(_x.pow(2), 1, 4, 9);
        Expect.Elements(_x.square(), 1, 4, 9);
        Expect.Elements(tensor([4f, 9f]).sqrt(), 2, 3);
        Expect.Elements(tensor([4f]).rsqrt(), 0.5);
        Expect.Elements(_x.remainder(2), 1, 0, 1);
        Expect.Elements(tensor([-3f]).fmod(2), -1);
        Expect.Elements(tensor([-3f]).remainder(2), 1);
    }

    [Fact]
    public void Rounding_takes_decimals()
    {
        var values = tensor([1.2345, -1.5, 2.5]);
        Expect.Elements(values.round(), 1, -2, 2);
        Expect.Elements(values.round(2), 1.23, -1.5, 2.5);
        Expect.Elements(values.floor(), 1, -2, 2);
        Expect.Elements(values.trunc(), 1, -1, 2);
    }

    [Fact]
    public void Clamping_takes_one_bound_or_two()
    {
        Expect.Elements(_x.clamp(min: (Scalar)(-1), max: (Scalar)2), 1, -1, 2);
        Expect.Elements(_x.clamp(min: (Scalar)0), 1, 0, 3);
        Expect.Elements(_x.clamp(max: tensor([0f, 0f, 5f])), 0, -2, 3);
        Expect.Elements(_x.clamp_min(0), 1, 0, 3);
    }

    [Fact]
    public void Interpolation_between_tensors()
    {
        Expect.Elements(_x.lerp(_y, tensor([0.5f])), 5.5, 9, 16.5);
        Expect.Elements(_x.addcmul(_y, _y, 0.1), 11, 38, 93);
        Expect.Elements(_x.addcdiv(_y, _y, 5), 6, 3, 8);
    }

    [Fact]
    public void What_works_in_place_changes_and_returns_its_receiver()
    {
        Assert.Same(_x, _x.add_(1));
        Assert.Same(_x, torch.mul_(_x, 2));
        Assert.Same(_x, _x.neg_());
        Expect.Elements(_x, -4, 2, -8);
    }

    [Fact]
    public void Elementary_functions()
    {
        Expect.Elements(tensor([0d, 1d]).exp(), 1, Math.E);
        Expect.Elements(tensor([1d, Math.E]).log(), 0, 1);
        Expect.Elements(tensor([0d, Math.PI / 2]).sin(), 0, 1);
        Expect.Elements(tensor([1d]).atan2(tensor([1d])), Math.PI / 4);
        Expect.Elements(tensor([0.5d]).erf(), 0.5204998778130465);
        Expect.Elements(tensor([180d]).deg2rad(), Math.PI);
        Expect.Elements(special.expit(tensor([0d])), 0.5);
        Expect.Elements(special.xlog1py(tensor([2d]), tensor([1d])), 2 * Math.Log(2));
        Expect.Elements(tensor([2d]).polygamma(1), (Math.PI * Math.PI / 6) - 1);
    }

    [Fact]
    public void A_result_is_written_into_the_tensor_given_for_it()
    {
        var output = torch.empty(1, ScalarType.Float64);
        Assert.Same(output, special.bessel_j0(tensor([0d]), output));
        Expect.Elements(output, 1);
    }

    [Fact]
    public void Gradients_flow_through_operators()
    {
        var weight = tensor([2f, 3f], requires_grad: true);
        weight.square().mul(3).sum().backward();
        Expect.Elements(weight.grad!, 12, 18);
    }
}
