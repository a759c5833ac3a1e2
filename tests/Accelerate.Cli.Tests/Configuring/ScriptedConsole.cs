using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Accelerate.Cli.Tests.Configuring;

/// <summary>A terminal whose keys are pressed by a script and whose screen is a text.</summary>
internal sealed partial class ScriptedConsole : IAnsiConsole, IAnsiConsoleInput, IExclusivityMode
{
    private readonly StringWriter _screen = new();
    private readonly Queue<ConsoleKeyInfo> _keys = new();
    private readonly IAnsiConsole _console;

    public ScriptedConsole(bool interactive = true) => _console = AnsiConsole.Create(new()
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = interactive ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new AnsiConsoleOutput(_screen),
    });

    /// <summary>What was written, without the sequences that move the cursor.</summary>
    public string Screen => CursorMoves().Replace(_screen.ToString(), "");

    /// <summary>The keys that nobody asked for.</summary>
    public int KeysLeft => _keys.Count;

    public Profile Profile => _console.Profile;

    public IAnsiConsoleCursor Cursor => _console.Cursor;

    public IAnsiConsoleInput Input => this;

    public IExclusivityMode ExclusivityMode => this;

    public RenderPipeline Pipeline => _console.Pipeline;

    /// <summary>Presses an arrow some times, then Enter.</summary>
    public ScriptedConsole Down(int times = 0)
    {
        for (var press = 0; press < times; press++)
            Press(ConsoleKey.DownArrow, '\0');
        return Enter();
    }

    /// <summary>Types a text, then Enter; nothing but Enter takes the value offered.</summary>
    public ScriptedConsole Type(string text)
    {
        foreach (var sign in text)
            Press(ConsoleKey.NoName, sign);
        return Enter();
    }

    public ScriptedConsole Enter()
    {
        Press(ConsoleKey.Enter, '\r');
        return this;
    }

    public void Clear(bool home) => _console.Clear(home);

    public void Write(IRenderable renderable) => _console.Write(renderable);

    public bool IsKeyAvailable() => _keys.Count > 0;

    public ConsoleKeyInfo? ReadKey(bool intercept) =>
        _keys.TryDequeue(out var key) ? key : throw new InvalidOperationException($"A question was asked that the script has no answer to. The screen:\n{Screen}");

    public Task<ConsoleKeyInfo?> ReadKeyAsync(bool intercept, CancellationToken cancellationToken) => Task.FromResult(ReadKey(intercept));

    public T Run<T>(Func<T> func) => func();

    public Task<T> RunAsync<T>(Func<Task<T>> func) => func();

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex CursorMoves();

    private void Press(ConsoleKey key, char sign) => _keys.Enqueue(new(sign, key, shift: false, alt: false, control: false));
}
