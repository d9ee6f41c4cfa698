using ServiceDefaults.Errors;

namespace ServiceDefaults.Deadlines;

/// <summary>The caller's deadline passed before the work began, so nothing was done.</summary>
public sealed class DeadlineExceededException() : ResilienceException(
    ClassifiedErrors.Timeout(mayHaveSucceeded: false) with { Origin = FailureOrigin.Limit });
