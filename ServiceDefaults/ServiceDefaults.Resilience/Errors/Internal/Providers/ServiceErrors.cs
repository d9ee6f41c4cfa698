using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>Exceptions that bring their own answer: a request that cannot be read, and errors that were classified before.</summary>
internal sealed class ServiceErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(ResilienceException), typeof(BadHttpRequestException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        // The client that classified it has retried it already: each retry has one owner.
        ResilienceException classified => classified.Error with { IsTransient = false },
        BadHttpRequestException unreadable => HttpStatusErrors.FromStatus(unreadable.StatusCode) with { IsTransient = false },
        _ => null,
    };
}
