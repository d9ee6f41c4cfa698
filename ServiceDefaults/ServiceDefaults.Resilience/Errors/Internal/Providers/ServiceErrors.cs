using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>
/// Classifies exceptions that determine their response themselves: unreadable requests, and errors that are already
/// classified.
/// </summary>
internal sealed class ServiceErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [
        typeof(ResilienceException), typeof(BadHttpRequestException)
    ];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        // The client that classified the error has already retried it: each retry has one owner.
        ResilienceException classified => classified.Error with { IsTransient = false },
        BadHttpRequestException unreadable =>
            HttpStatusErrors.FromStatus(unreadable.StatusCode) with { IsTransient = false },
        _ => null,
    };
}
