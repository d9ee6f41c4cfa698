using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Events;

/// <summary>
/// The guide's callbacks, in one interface: implement what you need, and register it as a singleton. Calls come from the thread of the
/// operation, so be quick. What a listener throws is logged and goes no further.
/// </summary>
public interface IResilienceListener
{
    /// <summary>A circuit has changed its state.</summary>
    /// <param name="change">The change.</param>
    void OnCircuitChanged(CircuitChange change)
    {
    }

    /// <summary>An attempt failed and will be repeated.</summary>
    /// <param name="retry">The retry.</param>
    void OnRetryScheduled(RetryScheduled retry)
    {
    }

    /// <summary>A transient failure was passed on: the attempts, the budget or the time were used up.</summary>
    /// <param name="stopped">Why.</param>
    void OnRetryStopped(RetryStopped stopped)
    {
    }

    /// <summary>A timeout has struck.</summary>
    /// <param name="timeout">Which one.</param>
    void OnTimeout(TimeoutStruck timeout)
    {
    }

    /// <summary>A call was turned away.</summary>
    /// <param name="rejection">By whom.</param>
    void OnRejected(CallRejected rejection)
    {
    }

    /// <summary>A dependency's own word on its health has changed.</summary>
    /// <param name="change">To what.</param>
    void OnHealthChanged(HealthChanged change)
    {
    }
}
