namespace Accelerate;

/// <summary>Writes configuration files so that none is ever lost: whole or not at all, and the one that was there stays beside it.</summary>
internal static class ConfigurationSaver
{
    /// <summary>Writes a file; one that is there with another content is kept under the name returned.</summary>
    /// <returns>Where the former file is now; null when there was none, or the same.</returns>
    /// <exception cref="IOException">It cannot be written; the former file is as it was.</exception>
    public static string? Save(string path, string text)
    {
        var target = Path.GetFullPath(path);
        // What a link points at is written, not the link.
        if (File.Exists(target) && File.ResolveLinkTarget(target, returnFinalTarget: true) is { } linked)
            target = linked.FullName;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (File.Exists(target) && File.ReadAllText(target) == text)
            return null;
        var temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }
            var kept = Keep(target);
            File.Move(temporary, target, overwrite: true);
            return kept;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static string? Keep(string file)
    {
        if (!File.Exists(file))
            return null;
        for (var number = 0; ; number++)
        {
            var kept = number == 0 ? $"{file}.bak" : $"{file}.bak{number}";
            if (File.Exists(kept))
                continue;
            File.Copy(file, kept);
            return kept;
        }
    }
}
