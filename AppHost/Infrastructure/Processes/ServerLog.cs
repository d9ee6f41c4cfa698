using Microsoft.Extensions.Logging;

namespace AppHost.Infrastructure.Processes;

/// <summary>What is done before a server starts, said in that server's own log.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Information, "Fetching programs with '{Command}' into '{Folder}', once.")]
    public static partial void Fetching(ILogger logger, string command, string folder);

    [LoggerMessage(2, LogLevel.Information, "Creating a data directory in '{Folder}'.")]
    public static partial void Creating(ILogger logger, string folder);

    [LoggerMessage(3, LogLevel.Information, "Waiting for process {Pid}, a server of an earlier run, to finish with '{Folder}'.")]
    public static partial void WaitingForPrevious(ILogger logger, int pid, string folder);
}
