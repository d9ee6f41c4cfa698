using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>
/// Extends timeouts while a debugger is attached or a setting requests it, so that stepping through a call does not end
/// it with a timeout. Logs this once.
/// </summary>
internal sealed partial class DebuggerTimeoutExtension(Func<bool> isAttached, ILogger<DebuggerTimeoutExtension> logger)
    : IPostConfigureOptions<DependencyOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(23);

    private int _isSaid;

    public DebuggerTimeoutExtension(IConfiguration configuration, ILogger<DebuggerTimeoutExtension> logger)
        : this(() => DebuggerTimeouts.AreExtended(configuration), logger)
    {
    }

    public void PostConfigure(string? name, DependencyOptions options)
    {
        if (!isAttached())
        {
            return;
        }

        if (Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            LogLengthened(DebuggerTimeouts.Factor);
        }

        options.AttemptTimeout.Duration = Lengthen(options.AttemptTimeout.Duration);
        options.TotalTimeout.Duration = Lengthen(options.TotalTimeout.Duration);
        foreach (var (operation, time) in options.TotalTimeout.Operations.ToArray())
        {
            options.TotalTimeout.Operations[operation] = Lengthen(time);
        }

        options.CircuitBreaker.ProbeLease = Lengthen(options.CircuitBreaker.ProbeLease) + TimeSpan.FromMinutes(1);
    }

    private static TimeSpan Lengthen(TimeSpan time) => DebuggerTimeouts.Extend(time, Longest);

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Warning,
        Message = "All pipeline timeouts are multiplied by {Factor}: a debugger is attached, or "
            + "Resilience:Debugger:ExtendTimeouts is true.")]
    private partial void LogLengthened(int factor);
}
