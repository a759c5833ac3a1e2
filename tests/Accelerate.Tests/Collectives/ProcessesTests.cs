using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Accelerate.Tests.Collectives;

public sealed class ProcessesTests
{
    [Fact]
    public void Each_rank_knows_its_place() => Together.Run(3, accelerator =>
    {
        var rank = accelerator.ProcessIndex;
        Assert.Equal((3, rank), (accelerator.NumProcesses, accelerator.LocalProcessIndex));
        Assert.Equal((rank == 0, rank == 0, rank == 2), (accelerator.IsMainProcess, accelerator.IsLocalMainProcess, accelerator.IsLastProcess));
    });

    [Theory]
    [InlineData(5, 2, "0 1 2|3 4")]
    [InlineData(5, 3, "0 1|2 3|4")]
    [InlineData(2, 3, "0|1|")]
    [InlineData(0, 2, "|")]
    [InlineData(4, 1, "0 1 2 3")]
    public void Shares_are_consecutive_and_differ_by_at_most_one(int count, int ranks, string expected)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        Assert.Equal(expected.Split('|'), Together.Run(ranks, accelerator => string.Join(' ', accelerator.SplitBetweenProcesses(all))));
        Assert.Equal(expected.Split('|'), Together.Run(ranks, accelerator => string.Join(' ', accelerator.SplitBetweenProcesses(all.ToList()))));
        Assert.Equal(expected.Split('|'), Together.Run(ranks, accelerator => string.Join(' ', accelerator.SplitBetweenProcesses(arange(count)).data<long>().ToArray())));
    }

    [Theory]
    [InlineData(5, 3, "0 1|2 3|4 4")]
    [InlineData(1, 3, "0|0|0")]
    [InlineData(4, 2, "0 1|2 3")]
    [InlineData(0, 2, "|")]
    public void Padding_repeats_the_last_of_a_share(int count, int ranks, string expected)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        Assert.Equal(expected.Split('|'), Together.Run(ranks, accelerator => string.Join(' ', accelerator.SplitBetweenProcesses(all, applyPadding: true))));
        Assert.Equal(expected.Split('|'), Together.Run(ranks, accelerator => string.Join(' ', accelerator.SplitBetweenProcesses(arange(count), applyPadding: true).data<long>().ToArray())));
    }

    [Fact]
    public void Lists_of_a_dictionary_are_divided_together_and_stay_as_they_are()
    {
        var inputs = new Dictionary<string, List<int>> { ["a"] = [1, 2, 3], ["b"] = [4, 5, 6] };
        var shares = Together.Run(2, accelerator => accelerator.SplitBetweenProcesses(inputs));
        Assert.Equal([1, 2], shares[0]["a"]);
        Assert.Equal([6], shares[1]["b"]);
        Assert.Equal([1, 2, 3], inputs["a"]);
        using var accelerator = new Accelerator();
        Assert.Same(inputs, accelerator.SplitBetweenProcesses(inputs));
        Assert.Contains("'b' with 1", Assert.Throws<ArgumentException>("inputs", () => accelerator.SplitBetweenProcesses(new Dictionary<string, int[]> { ["a"] = [1, 2], ["b"] = [3] })).Message);
        Assert.Equal([3L], accelerator.SplitBetweenProcesses(new Dictionary<string, Tensor> { ["a"] = zeros(3) })["a"].shape);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_trigger_of_one_rank_is_seen_by_all_once(int ranks) => Together.Run(ranks, accelerator =>
    {
        Assert.False(accelerator.CheckTrigger());
        if (accelerator.IsLastProcess)
            accelerator.SetTrigger();
        Assert.True(accelerator.CheckTrigger());
        Assert.False(accelerator.CheckTrigger());
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_main_process_goes_first(bool isLocal)
    {
        var order = new System.Collections.Concurrent.ConcurrentQueue<int>();
        Together.Run(3, accelerator =>
        {
            using (isLocal ? accelerator.LocalMainProcessFirst() : accelerator.MainProcessFirst())
            {
                if (accelerator.IsMainProcess)
                    Thread.Sleep(50);
                order.Enqueue(accelerator.ProcessIndex);
            }
        });
        Assert.Equal(3, order.Count);
        Assert.Equal(0, order.First());
    }

    [Fact]
    public void An_exception_of_the_main_process_lets_the_others_go_on()
    {
        var others = 0;
        Assert.Throws<DivideByZeroException>(() => Together.Run(3, accelerator =>
        {
            using (accelerator.MainProcessFirst())
            {
                if (accelerator.IsMainProcess)
                    throw new DivideByZeroException();
                Interlocked.Increment(ref others);
            }
        }));
        Assert.Equal(2, others);
    }

    [Fact]
    public void Something_can_be_done_on_some_ranks_alone()
    {
        var done = Together.Run(3, accelerator =>
        {
            var here = "";
            accelerator.OnMainProcess(() => here += "m");
            accelerator.OnLocalMainProcess(() => here += "l");
            accelerator.OnLastProcess(() => here += "z");
            accelerator.OnProcess(1, () => here += "1");
            accelerator.OnLocalProcess(2, () => here += "2");
            accelerator.OnLocalProcess(3, () => here += "3");
            return here;
        });
        Assert.Equal(["ml", "1", "z2"], done);
        using var accelerator = new Accelerator();
        Assert.Throws<ArgumentOutOfRangeException>("index", () => accelerator.OnProcess(1, () => { }));
        Assert.Throws<ArgumentOutOfRangeException>("index", () => accelerator.OnLocalProcess(-1, () => { }));
    }

    [Fact]
    public void A_generator_takes_the_state_of_the_main_process()
    {
        var drawn = Together.Run(3, accelerator =>
        {
            using var generator = new Generator((ulong)accelerator.ProcessIndex);
            accelerator.SynchronizeRandomState(generator);
            return rand(1, generator: generator).item<float>();
        });
        using var first = new Generator(0);
        var expected = rand(1, generator: first).item<float>();
        Assert.Equal([expected, expected, expected], drawn);
    }

    [Fact]
    public void A_file_that_the_main_process_cannot_write_is_an_error_everywhere()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "file");
        File.WriteAllText(file, "");
        var messages = Together.Run(2, accelerator =>
        {
            using var model = nn.Linear(1, 1);
            return Assert.ThrowsAny<IOException>(() => accelerator.SaveModel(model, file)).Message;
        });
        Assert.DoesNotContain("main process", messages[0]);
        Assert.Contains("The main process could not write the model", messages[1]);
        Assert.Contains(messages[0], messages[1]);
    }

    [Fact]
    public void A_model_is_there_on_every_rank_when_it_is_saved()
    {
        using var directory = new TemporaryDirectory();
        Together.Run(3, accelerator =>
        {
            using var model = nn.Linear(1, 1);
            accelerator.SaveModel(model, directory.Path);
            Assert.True(File.Exists(Path.Combine(directory.Path, "model.safetensors")));
        });
    }
}
