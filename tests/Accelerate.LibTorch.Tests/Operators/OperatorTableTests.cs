using TorchSharp;
using Xunit;

namespace Accelerate.LibTorch.Tests.Operators;

public sealed class OperatorTableTests
{
    [Fact]
    public void Every_operator_of_the_lists_exists_in_the_loaded_libtorch()
    {
        Assert.NotEmpty(TorchSharp.Operators.All);
        Assert.Equal([], TorchSharp.Operators.All.Where(entry => !entry.Operator.Exists).Select(entry => entry.Operator.ToString()));
    }

    [Fact]
    public void Every_operator_takes_as_many_arguments_as_the_lists_give_it()
    {
        var refused = TorchSharp.Operators.All
            .Where(entry => ParametersOf(entry.Operator.Schema) < entry.ArgumentCount)
            .Select(entry => $"{entry.ArgumentCount} arguments for {entry.Operator.Schema}");

        Assert.Equal([], refused);
    }

    [Theory]
    [InlineData("aten::neg(Tensor self) -> Tensor", 1)]
    [InlineData("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor", 3)]
    [InlineData("aten::rot90(Tensor self, int k=1, int[] dims=[0, 1]) -> Tensor", 3)]
    [InlineData("aten::chunk(Tensor(a -> *) self, int chunks, int dim=0) -> Tensor(a)[]", 3)]
    public void Parameters_of_a_schema_are_counted(string schema, int count) => Assert.Equal(count, ParametersOf(schema));

    private static int ParametersOf(string schema)
    {
        var depth = 0;
        var count = 0;
        var name = "";
        foreach (var letter in schema[(schema.IndexOf('(', StringComparison.Ordinal) + 1)..])
        {
            if (depth == 0 && letter is ',' or ')')
            {
                count += name.Trim() is "" or "*" ? 0 : 1;
                name = "";
                if (letter == ')')
                    return count;
                continue;
            }
            depth += letter is '(' or '[' ? 1 : letter is ')' or ']' ? -1 : 0;
            name += letter;
        }
        throw new FormatException($"No schema: {schema}");
    }
}
