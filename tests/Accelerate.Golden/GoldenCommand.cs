namespace Accelerate.Golden;

/// <summary>Compares what the library does with a file of recorded results.</summary>
internal static class GoldenCommand
{
    private const string Usage = "Usage: dotnet run --project tests/Accelerate.Golden -- sharding FILE";

    /// <summary>Runs the cases of a file: 0 when all pass, 1 when one fails, 2 when the command or the file makes no sense.</summary>
    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is not ["sharding", var file])
        {
            error.WriteLine($"{(arguments.Length == 0 ? "Nothing was asked for." : $"'{string.Join(' ', arguments)}' is not understood.")} {Usage}");
            return 2;
        }
        IReadOnlyList<ShardingCase> cases;
        try
        {
            cases = ShardingFile.Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            error.WriteLine($"{file} cannot be used: {exception.Message}");
            return 2;
        }

        var failed = 0;
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i].Check() is not { } problem)
                continue;
            failed++;
            output.WriteLine($"case {i + 1}: {cases[i].Describe()}: {problem}");
        }
        output.WriteLine($"{cases.Count - failed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }
}
