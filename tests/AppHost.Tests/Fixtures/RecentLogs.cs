using System.Collections.Concurrent;
using System.Reflection;
using AppHost.Tests.Fixtures;
using Microsoft.Extensions.Logging;
using Xunit.v3;

[assembly: RecentLogsOnFailure]

namespace AppHost.Tests.Fixtures;

/// <summary>
/// The last log lines of the AppHost and its resources. They are printed only with a test that failed.
/// </summary>
internal sealed class RecentLogs : ILoggerProvider
{
    private const int Limit = 300;

    private static readonly ConcurrentQueue<string> Lines = new();

    /// <summary>Takes every line from now on, also those that are dropped from <see cref="Text"/>.</summary>
    public static Action<string>? Tap { get; set; }

    /// <summary>The lines so far, oldest first.</summary>
    public static string Text => string.Join(Environment.NewLine, Lines);

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName);

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

/// <summary>Writes the recent logs into the output of a test that failed.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class RecentLogsOnFailureAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(RecentLogs.Text);
        }
    }
}
