using System.Reflection;

namespace Accelerate.Tests.Samples;

/// <summary>Runs a sample's Main in this process and catches what it writes.</summary>
internal static class SampleProgram
{
    public static (int ExitCode, string Output, string Error) Run(string assembly, params string[] arguments)
    {
        var (output, error) = (Console.Out, Console.Error);
        using StringWriter written = new(), complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            var exitCode = Assembly.Load(assembly).EntryPoint!.Invoke(null, [arguments]);
            return (exitCode as int? ?? 0, written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
