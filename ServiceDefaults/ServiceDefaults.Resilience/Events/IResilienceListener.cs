using ServiceDefaults.CircuitBreaking;

namespace ServiceDefaults.Events;

/// <summary>
/// The guide's callbacks in one interface: implement the ones you need and register the type as a singleton. Calls run
/// on the thread of the operation, so they must be fast. Exceptions thrown by a listener are logged and swallowed.
/// </summary>
public interface IResilienceListener
{
    /// <summary>Called after every operation of a pipeline, whatever its outcome.</summary>
    /// <param name="operation">The operation, with its outcome and duration.</param>
    void OnOperationCompleted(OperationCompleted operation)
    {
    }

    /// <summary>Called after a circuit has changed its state.</summary>
    /// <param name="change">The change.</param>
    void OnCircuitChanged(CircuitChange change)
    {
    }

    /// <summary>Called when an attempt failed and will be retried.</summary>
    /// <param name="retry">The retry.</param>
    void OnRetryScheduled(RetryScheduled retry)
    {
    }

    /// <summary>Called when a failure is not retried any further and is returned to the caller.</summary>
    /// <param name="stopped">The reason, with the number of attempts.</param>
    void OnRetryStopped(RetryStopped stopped)
    {
    }

    /// <summary>Called when a timeout has elapsed.</summary>
    /// <param name="timeout">The timeout.</param>
    void OnTimeout(TimedOut timeout)
    {
    }

    /// <summary>Called when a call was rejected.</summary>
    /// <param name="rejection">The rejection, with the strategy that caused it.</param>
    void OnRejected(CallRejected rejection)
    {
    }

    /// <summary>Called when the health that a dependency reports has changed.</summary>
    /// <param name="change">The new health.</param>
    void OnHealthChanged(HealthChanged change)
    {
    }

    /// <summary>Called when an attempt meets injected faults.</summary>
    /// <param name="injected">The pipeline whose attempt it is.</param>
    void OnChaosInjected(ChaosInjected injected)
    {
    }
}
