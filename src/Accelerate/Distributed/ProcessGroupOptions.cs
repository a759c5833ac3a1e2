namespace Accelerate;

/// <summary>How a process group communicates.</summary>
public sealed record ProcessGroupOptions
{
    /// <summary>The backend: <c>gloo</c>, for tensors in the memory of the machine, or <c>nccl</c>, for tensors on CUDA devices (where the build has it).</summary>
    public string Backend { get; init; } = "gloo";

    /// <summary>How long a collective waits for ranks that live but do not come; 30 minutes unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait for the other ranks to join; 5 minutes unless set.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether each collective is preceded by a check that all ranks call the same one, with tensors that fit together. It costs one small
    /// collective each time. Null lets the environment variable <c>ACCELERATE_DEBUG_MODE</c> decide.
    /// </summary>
    public bool? Debug { get; init; }

    /// <summary>
    /// A rank that gives no sign of life for so long ends the waits of the others within twice the time; zero turns this off. Null lets the environment variable
    /// <c>ACCELERATE_HEARTBEAT</c> decide (seconds; 5 unless set). Ranks in one process have none.
    /// </summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>
    /// The address of this machine under which other ranks reach this one. Null takes the one that leads to the store; the environment variable
    /// <c>GLOO_SOCKET_IFNAME</c> names network interfaces instead.
    /// </summary>
    public string? Address { get; init; }

    internal bool IsDebug => Debug ?? EnvironmentFlag.Read("ACCELERATE_DEBUG_MODE", Environment.GetEnvironmentVariable) ?? false;

    internal TimeSpan HeartbeatInterval
    {
        get
        {
            if (Heartbeat is { } heartbeat)
                return heartbeat >= TimeSpan.Zero ? heartbeat : throw new ArgumentException($"The heartbeat is {heartbeat.TotalSeconds} s; it is at least 0, which turns it off.");
            var text = Environment.GetEnvironmentVariable("ACCELERATE_HEARTBEAT");
            if (string.IsNullOrWhiteSpace(text))
                return TimeSpan.FromSeconds(5);
            if (double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds <= 86400)
                return TimeSpan.FromSeconds(seconds);
            throw new ArgumentException($"The environment variable ACCELERATE_HEARTBEAT is '{text}'. It is a number of seconds from 0, which turns the heartbeat off, to 86400.");
        }
    }
}
