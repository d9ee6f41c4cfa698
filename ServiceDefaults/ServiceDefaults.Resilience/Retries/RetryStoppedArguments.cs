namespace ServiceDefaults.Retries;

/// <summary>What the events of <see cref="RetryEvents"/> carry.</summary>
/// <param name="Reason">Why there was no further attempt.</param>
/// <param name="Attempts">How many attempts were made, the first one included.</param>
public sealed record RetryStoppedArguments(RetryStopReason Reason, int Attempts);
