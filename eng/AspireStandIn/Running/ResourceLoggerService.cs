using Aspire.Hosting.StandIn;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

public class ResourceLoggerService
{
    public ILogger GetLogger(IResource resource) => GetLogger(resource.Name);

    public ILogger GetLogger(string resourceName) => new ResourceLogger(resourceName);

    private sealed class ResourceLogger(string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            StandInConsole.Line(name, formatter(state, exception));
    }
}
