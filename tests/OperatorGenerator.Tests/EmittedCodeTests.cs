using Accelerate.Testing;
using Xunit;

namespace Accelerate.OperatorGenerator.Tests;

public sealed class EmittedCodeTests
{
    [Fact]
    public void Values_are_handed_over_and_owners_kept_alive() => Verify("""
        # Values.
        [Tensor]
        Tensor relu() => relu(this)
        Tensor add(Tensor target, Scalar alpha) => add.Tensor(this, target, alpha)
        static Tensor maximum(Tensor a, Tensor b) => maximum(a, b)

        [torch]
        Tensor bernoulli(Tensor input, Generator? generator = null) => bernoulli(input, generator)
        Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => softmax.@int(input, dim, dtype)
        Tensor nan_to_num(Tensor input) => nan_to_num(input, default, null, 1.5)

        [torch.nn.functional]
        Tensor mse_loss(Tensor input, Tensor target, nn.Reduction reduction = nn.Reduction.Mean) => mse_loss(input, target, (long)reduction)
        """);

    [Fact]
    public void Lists_and_text_are_pinned() => Verify("""
        [Tensor]
        Tensor view(params long[] shape) => view(this, shape)
        Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) => roll(this, shifts, dims)
        Tensor sum(long dim0, long dim1) => sum.dim_IntList(this, [dim0, dim1])
        Tensor permute(IEnumerable<long> permutation) => permute(this, (long[])permutation.ToArray())

        [torch]
        Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim)
        Tensor hstack(ReadOnlySpan<Tensor> tensors) => hstack(tensors)
        Tensor einsum(string equation, params Tensor[] tensors) => einsum(equation, tensors)
        Tensor resize(Tensor input, double[] scale_factor, bool[]? mask = null) => resize(input, scale_factor, mask)
        Tensor quotient(Tensor left, Tensor right, bool floor) => div.Tensor_mode(left, right, floor ? "floor" : null)
        Tensor pool(Tensor input, long[] kernel_size, long[]? stride = null) => pool(input, kernel_size, stride ?? kernel_size)
        """);

    [Fact]
    public void Every_kind_of_result_is_taken_over() => Verify("""
        [Tensor]
        (Tensor values, Tensor indexes) max(long dim) => max.dim(this, dim)
        Tensor[] chunk(long chunks) => chunk(this, chunks)
        bool is_nonzero() => is_nonzero(this)
        long size(int dim) => size.@int(this, dim)
        double q_scale() => q_scale(this)
        void retain_grad() => retain_grad(this)

        [torch]
        ScalarType result_type(Tensor tensor1, Tensor tensor2) => result_type.Tensor(tensor1, tensor2)
        IList<Tensor> broadcast_tensors(params Tensor[] tensors) => broadcast_tensors(tensors)
        """);

    [Fact]
    public void What_works_in_place_returns_its_receiver() => Verify("""
        [Tensor]
        Tensor add_(Tensor target) => add_.Tensor(this, target)
        Tensor bitwise_and(Tensor other) => __and__.Tensor(this, other)

        [torch]
        Tensor abs_(Tensor input) => abs_(input)
        Tensor randperm(long n, Tensor @out, Generator? generator = null) => randperm.generator_out(n, generator, @out)
        """);

    [Fact]
    public void The_first_call_whose_condition_holds_is_made() => Verify("""
        [torch.nn.functional]
        Tensor relu(Tensor x, bool inplace = false) => inplace ? relu_(x) : relu(x)
        Tensor amax(Tensor input, long[] dims, Tensor? @out = null) => @out is null ? amax(input, dims) : amax.@out(input, dims, @out)
        """);

    [Fact]
    public void Gradients_are_required_of_new_tensors_and_names_refused() => Verify("""
        [torch]
        Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) => zeros(size, dtype, null, device)
        """);

    [Fact]
    public void A_line_that_names_its_accessibility_keeps_it() => Verify("""
        [torch]
        internal static Tensor linear1d(Tensor input, long[]? size) => upsample_linear1d.vec(input, size, false, null)
        """);

    [Fact]
    public void The_table_holds_each_operator_of_all_lists_once_with_the_most_arguments()
    {
        var run = new GeneratorRun(
            ("second.operators", "[torch]\nTensor add(Tensor left, Scalar right) => add.Scalar(left, right)\nTensor abs(Tensor input) => abs(input)"),
            ("first.operators", "[Tensor]\nTensor add(Scalar scalar, Scalar alpha) => add.Scalar(this, scalar, alpha)\nTensor add_(Scalar scalar) => add_.Scalar(this, scalar)"));

        Assert.Empty(run.CompilerDiagnostics);
        Snapshots.Verify(run["Operators.g.cs"]);
    }

    private static void Verify(string list, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        var run = new GeneratorRun(("folder/example.operators", list));

        Assert.Empty(run.Result.Diagnostics);
        Assert.Empty(run.CompilerDiagnostics);
        Snapshots.Verify(run["example.operators.g.cs"], test: test);
    }
}
