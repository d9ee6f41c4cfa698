using Aspire.Hosting.StandIn;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceLoggerService
{
    private readonly bool _quiet;

    internal ResourceLoggerService(StartedBy startedBy) => _quiet = startedBy.IsTest;

    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    public ILogger GetLogger(string resourceName) => _quiet ? NullLogger.Instance : new ResourceLogger(resourceName);

    private sealed class ResourceLogger(string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            StandInConsole.Line(name, formatter(state, exception));
    }
}
