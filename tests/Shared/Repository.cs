namespace Accelerate.Testing;

/// <summary>Where the files of this repository are while its tests run.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Accelerate.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A source file's place on this machine; builds for release write its path from the root as <c>/_/</c>.</summary>
    public static string PathOf(string sourceFile) =>
        sourceFile.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Root, sourceFile[3..]) : sourceFile;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Accelerate.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Accelerate.sln: run the tests where they were built.");
    }
}
