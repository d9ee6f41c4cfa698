using Microsoft.AspNetCore.Http;

namespace ServiceDefaults.Errors.Internal.Providers;

/// <summary>Exceptions that bring their own answer: a request that cannot be read, and errors that were classified before.</summary>
internal sealed class ServiceErrors : IErrorClassificationProvider
{
    public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(ResilienceException), typeof(BadHttpRequestException)];

    public ClassifiedError? Classify(Exception exception) => exception switch
    {
        ResilienceException classified => classified.Error,
        BadHttpRequestException unreadable => HttpStatusErrors.FromStatus(unreadable.StatusCode),
        _ => null,
    };
}
