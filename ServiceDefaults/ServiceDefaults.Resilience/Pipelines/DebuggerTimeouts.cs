using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Settings;

namespace ServiceDefaults.Pipelines;

/// <summary>
/// Extends timeouts while a debugger is attached, so that stepping through a call does not end it with a timeout.
/// </summary>
public static class DebuggerTimeouts
{
    /// <summary>The factor by which timeouts are extended.</summary>
    public const int Factor = 20;

    /// <summary>
    /// The configuration key. <c>true</c> extends timeouts for a debugger that is attached later; <c>false</c> keeps
    /// the normal timeouts despite a debugger. If the key is not set, the process checks for a debugger at start-up.
    /// </summary>
    public const string Key = ResilienceSections.Root + ":Debugger:ExtendTimeouts";

    /// <summary>Returns whether timeouts are extended.</summary>
    /// <param name="configuration">The configuration of the host.</param>
    /// <returns>The configured value, or whether a debugger is attached.</returns>
    public static bool AreExtended(IConfiguration configuration) =>
        configuration.GetValue<bool?>(Key) ?? Debugger.IsAttached;

    /// <summary>Extends a timeout.</summary>
    /// <param name="time">The production timeout.</param>
    /// <param name="longest">The longest valid timeout.</param>
    /// <returns><paramref name="time"/> times <see cref="Factor"/>, at most <paramref name="longest"/>.</returns>
    public static TimeSpan Extend(TimeSpan time, TimeSpan longest) => time * Factor < longest ? time * Factor : longest;
}
