using System.Buffers.Binary;
using System.Text;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Checkpointing;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_has_the_layout_of_the_format()
    {
        using var half = tensor(new[] { 1f }).to(ScalarType.BFloat16);
        using var first = tensor(new[,] { { 1f, 2f } });
        using var second = tensor(new[] { 3L });
        SafetensorsWriter.Write(_directory["f"], new Dictionary<string, Tensor> { ["c"] = half, ["b"] = first, ["a"] = second });
        var bytes = File.ReadAllBytes(_directory["f"]);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"c":{"dtype":"BF16","shape":[1],"data_offsets":[16,18]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(8 + length + 18, bytes.Length);
        Assert.Equal(3L, BitConverter.ToInt64(bytes, 8 + length));
        Assert.Equal(2f, BitConverter.ToSingle(bytes, 8 + length + 12));
        Assert.Equal(0x3F80, BitConverter.ToUInt16(bytes, 8 + length + 16));
    }

    [Fact]
    public void A_well_formed_file_of_another_writer_is_read()
    {
        var path = Write("""{"x":{"shape":[2],"data_offsets":[0,8],"dtype":"F32"}, "__metadata__":{"made by":"hand"}, "none":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}   """, 8);
        using var file = SafetensorsFile.Open(path);
        using var values = file.Map(file.Entries[0]);
        Assert.Equal([0f, 0f], Networks.Floats(values));
        Assert.Equal(["x", "none"], file.Entries.Select(entry => entry.Name));
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "cut off")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 12, "the tensors take 8 bytes and the file holds 12")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "after a hole")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "inside the tensor before it")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "not a begin and an end")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes and has 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", 8, "too many bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551616]}}""", 8, "whole numbers from 0")]
    [InlineData("""{"x":{"dtype":"F8_E5M2","shape":[8],"data_offsets":[0,8]}}""", 8, "dtype F8_E5M2")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", 8, "lacks data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]}}""", 8, "'shape' twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'x' occurs twice")]
    [InlineData("""{"x":7}""", 0, "'x' is not an object")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "other than text")]
    [InlineData("""{"x":""", 0, "not valid JSON")]
    [InlineData("""{} {}""", 0, "header")]
    [InlineData("""[]""", 0, "does not begin with '{'")]
    [InlineData("", 0, "does not begin with '{'")]
    public void A_malformed_header_is_refused_with_the_reason(string header, int dataBytes, string reason)
    {
        var path = Write(header, dataBytes);
        var message = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message;
        Assert.Contains(reason, message);
        Assert.Contains(path, message);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var path = Write("""{"?":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4);
        var bytes = File.ReadAllBytes(path);
        bytes[8 + 2] = 0xFF;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("not valid JSON", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Theory]
    [InlineData(0, "fewer than the 8")]
    [InlineData(7, "fewer than the 8")]
    public void A_file_too_short_for_a_length_is_refused(int bytes, string reason)
    {
        File.WriteAllBytes(_directory["short"], new byte[bytes]);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(_directory["short"])).Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "more than the 100000000")]
    [InlineData(ulong.MaxValue, "more than the 100000000")]
    [InlineData(99UL, "cut off or of another format")]
    public void A_header_length_beyond_the_file_or_the_format_is_refused(ulong length, string reason)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(_directory["long"], bytes);
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(_directory["long"])).Message);
    }

    private string Write(string header, int dataBytes)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(_directory["file"], bytes);
        return _directory["file"];
    }
}
