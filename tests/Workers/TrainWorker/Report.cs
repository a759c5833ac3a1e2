using System.Globalization;

/// <summary>The lines by which a test follows the worker: a word, the time in milliseconds, and what there is to say.</summary>
internal static class Report
{
    public static void Say(string word, string text) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {text}"));

    /// <summary>Says what is thrown, before anything of the program has ended, and lets it pass.</summary>
    public static bool SayThrown(Exception exception)
    {
        Say("thrown", $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        return false;
    }
}
