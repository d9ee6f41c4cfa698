using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines.Internal;

/// <summary>Whoever steps through the code of a call would see it end in a timeout. With a debugger attached, or by a setting, there is more time, and one line in the log.</summary>
internal sealed partial class DebuggerAllowance(Func<bool> isAttached, ILogger<DebuggerAllowance> logger) : IPostConfigureOptions<DependencyOptions>
{
    public const int Factor = 20;

    /// <summary><c>true</c> for a debugger that is attached later, <c>false</c> for the usual times in spite of one; by default it is looked at, once, at the start.</summary>
    public const string Key = ResilienceSections.Root + ":Debugger:ExtendTimeouts";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(23);

    private int _isSaid;

    public DebuggerAllowance(IConfiguration configuration, ILogger<DebuggerAllowance> logger) : this(() => IsOn(configuration), logger)
    {
    }

    public static bool IsOn(IConfiguration configuration) => configuration.GetValue<bool?>(Key) ?? Debugger.IsAttached;

    public void PostConfigure(string? name, DependencyOptions options)
    {
        if (!isAttached())
        {
            return;
        }

        if (Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            LogLengthened(Factor);
        }

        options.AttemptTimeout.Duration = Lengthen(options.AttemptTimeout.Duration);
        options.TotalTimeout.Duration = Lengthen(options.TotalTimeout.Duration);
        foreach (var (operation, time) in options.TotalTimeout.Operations.ToArray())
        {
            options.TotalTimeout.Operations[operation] = Lengthen(time);
        }

        options.CircuitBreaker.ProbeLease = Lengthen(options.CircuitBreaker.ProbeLease) + TimeSpan.FromMinutes(1);
    }

    private static TimeSpan Lengthen(TimeSpan time) => time * Factor < Longest ? time * Factor : Longest;

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A debugger is attached: the timeouts of all pipelines are {Factor} times as long.")]
    private partial void LogLengthened(int factor);
}
