namespace Accelerate.Launching;

/// <summary>The file, beside that for its error, by which a worker tells its launcher that it has joined the other ranks: they notice its end by themselves then.</summary>
internal static class JoinedFile
{
    private const string Name = "joined";

    /// <summary>Writes it, where <c>accelerate launch</c> started this process.</summary>
    public static void Write()
    {
        if (Environment.GetEnvironmentVariable(ErrorFile.Variable) is not { Length: > 0 } errorFile || string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Reaper.MarkVariable)))
            return;
        try
        {
            File.WriteAllBytes(Beside(errorFile), []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The launcher then tells the others what they notice anyway.
        }
    }

    /// <summary>Whether the worker with this file for its error has joined.</summary>
    public static bool Exists(string errorFile) => File.Exists(Beside(errorFile));

    private static string Beside(string errorFile) => Path.Combine(Path.GetDirectoryName(errorFile)!, Name);
}
