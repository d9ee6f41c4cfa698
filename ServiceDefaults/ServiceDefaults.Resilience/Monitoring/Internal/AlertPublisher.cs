using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Monitoring.Internal;

/// <summary>Calls all alert listeners. An exception in one does not affect the others.</summary>
internal sealed partial class AlertPublisher(IEnumerable<IAlertListener> listeners, ILogger<AlertPublisher> logger)
{
    private readonly IAlertListener[] _listeners = [.. listeners];

    public void Publish(AlertChange change)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                if (change.IsRaised)
                {
                    listener.OnAlertRaised(change.Alert);
                }
                else
                {
                    listener.OnAlertCleared(change.Alert);
                }
            }
            catch (Exception exception)
            {
                LogListenerFailed(listener.GetType().Name, exception.GetType().Name);
            }
        }
    }

    [LoggerMessage(
        EventId = 1,
        Level = LogLevel.Error,
        Message = "Alert listener {Listener} failed ({Exception}) and missed an alert; the other listeners got it.")]
    private partial void LogListenerFailed(string listener, string exception);
}
