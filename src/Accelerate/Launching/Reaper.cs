using System.Diagnostics;
using System.Globalization;

namespace Accelerate.Launching;

/// <summary>
/// Ends what an attempt leaves behind, even when the launcher itself is killed: a shell in a session of its own that waits for the end of the
/// launcher's pipe, then kills the groups of the workers, and every process that still carries the attempt's mark in its environment.
/// </summary>
internal sealed class Reaper : IDisposable
{
    /// <summary>The environment variable that marks the processes of an attempt.</summary>
    public const string MarkVariable = "ACCELERATE_LAUNCH_ID";

    private const string Script = """
        exec >/dev/null 2>&1
        groups=
        while read -r group; do groups="$groups -$group"; done
        [ -z "$groups" ] || kill -9 -- $groups
        tries=0
        while [ "$tries" -lt 40 ]; do
          found=$(grep -sl -- "$1" /proc/[0-9]*/environ)
          [ -n "$found" ] || break
          for file in $found; do
            process=${file#/proc/}
            kill -9 "${process%/environ}"
          done
          tries=$((tries + 1))
          [ "$tries" -lt 3 ] || sleep 0.05
        done
        """;

    private readonly Process _shell;

    public Reaper()
    {
        Mark = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo("setsid", ["sh", "-c", Script, "accelerate-reaper", $"{MarkVariable}={Mark}"]) { RedirectStandardInput = true };
        start.Environment.Remove(MarkVariable);
        try
        {
            _shell = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new LaunchException("The program setsid cannot be started, which keeps the processes of a launch together so that none outlives it. Install it: it is in the package util-linux.");
        }
    }

    /// <summary>The value that marks the processes of the attempt.</summary>
    public string Mark { get; }

    /// <summary>Makes a worker and its group known.</summary>
    public void Watch(int process)
    {
        try
        {
            _shell.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"{process}\n"));
            _shell.StandardInput.Flush();
        }
        catch (IOException)
        {
            // Someone killed the shell. The launcher still ends the workers itself.
        }
    }

    /// <summary>Ends everything of the attempt that still runs.</summary>
    public async Task EndAsync()
    {
        Close();
        await _shell.WaitForExitAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        Close();
        _shell.Dispose();
    }

    private void Close()
    {
        try
        {
            _shell.StandardInput.Dispose();
        }
        catch (IOException)
        {
        }
    }
}
