namespace ServiceDefaults.Retries;

/// <summary>The arguments of the events in <see cref="RetryEvents"/>.</summary>
/// <param name="Reason">Why there was no further attempt.</param>
/// <param name="Attempts">The number of attempts, including the first.</param>
public sealed record RetryStoppedArguments(RetryStopReason Reason, int Attempts);
