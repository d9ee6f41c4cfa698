using Microsoft.Extensions.Logging;

namespace AppHost.LocalServers;

/// <summary>Log messages of the local servers.</summary>
internal static partial class LocalServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Fetching programs with '{Command}' into '{Folder}', once.")]
    public static partial void Fetching(ILogger logger, string command, string folder);

    [LoggerMessage(2, LogLevel.Information, "Creating a data directory in '{Folder}'.")]
    public static partial void Creating(ILogger logger, string folder);

    [LoggerMessage(
        3, LogLevel.Information, "Waiting for process {ProcessId}, the '{Server}' server of an earlier run, to end.")]
    public static partial void WaitingForPreviousRun(ILogger logger, int processId, string server);

    [LoggerMessage(
        4,
        LogLevel.Information,
        "Removing '{File}', which a killed server left: process {ProcessId} is another program now.")]
    public static partial void RemovingStalePidFile(ILogger logger, string file, int processId);

    [LoggerMessage(
        5, LogLevel.Warning, "'{Server}' did not shut down cleanly and recovers at its next start: {Reason}")]
    public static partial void UncleanStop(ILogger logger, string server, string reason);
}
