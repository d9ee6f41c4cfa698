using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines;

/// <summary>Longer timeouts while a debugger is attached: a call that is stepped through would end in a timeout.</summary>
public static class DebuggerTimeouts
{
    /// <summary>How many times as long a timeout is.</summary>
    public const int Factor = 20;

    /// <summary>
    /// The setting: <c>true</c> for a debugger that is attached later, <c>false</c> for the usual times in spite of one. Without it the process looks for a debugger
    /// at the start.
    /// </summary>
    public const string Key = ResilienceSections.Root + ":Debugger:ExtendTimeouts";

    /// <summary>Whether timeouts are longer.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <returns>What the setting says, or whether a debugger is attached.</returns>
    public static bool AreExtended(IConfiguration configuration) => configuration.GetValue<bool?>(Key) ?? Debugger.IsAttached;

    /// <summary>A time, made longer.</summary>
    /// <param name="time">The time in production.</param>
    /// <param name="longest">The longest time that is valid.</param>
    /// <returns><see cref="Factor"/> times the time, and at most the longest.</returns>
    public static TimeSpan Extend(TimeSpan time, TimeSpan longest) => time * Factor < longest ? time * Factor : longest;
}
