using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Faults;

/// <summary>
/// The last log lines of the AppHost and its resources, to be printed with a failure.
/// </summary>
public sealed class RecentLogs : ILoggerProvider
{
    private const int Limit = 300;

    private static readonly ConcurrentQueue<string> Lines = new();

    /// <summary>Takes every line from now on, also those that are dropped from <see cref="Text"/>.</summary>
    public static Action<string>? Tap { get; set; }

    /// <summary>The lines so far, oldest first.</summary>
    public static string Text => string.Join(Environment.NewLine, Lines);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception?.GetType().Name}";
            Tap?.Invoke(line);
            Lines.Enqueue(line);
            while (Lines.Count > Limit)
            {
                Lines.TryDequeue(out _);
            }
        }
    }
}
