using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Errors;
using ServiceDefaults.Redis.Internal;

namespace ServiceDefaults.Tests.Errors;

/// <summary>The classifier as a host registers it.</summary>
internal static class Classification
{
    public static readonly IErrorClassifier Classifier = Create();

    public static IErrorClassifier Create(Action<IHostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddErrors();
        builder.AddErrorClassificationProvider<RedisErrors>();
        configure?.Invoke(builder);
        return builder.Services.BuildServiceProvider().GetRequiredService<IErrorClassifier>();
    }

    /// <summary>
    /// The classification that a caller gets for an exception in an operation that writes. The decisions of this
    /// process are in <c>FailureDecisionsTests</c>.
    /// </summary>
    public static ClassifiedError Of(Exception exception) => Told(
        Classifier.Classify(exception) ?? throw new InvalidOperationException("Taken for no error."));

    /// <summary>The part of an error that is sent to callers.</summary>
    public static ClassifiedError Told(ClassifiedError error) =>
        new(error.Category, error.Status)
        {
            CanRetry = error.CanRetry,
            RetryAfter = error.RetryAfter,
            MayHaveSucceeded = error.MayHaveSucceeded
        };

    public static ClassifiedError Error(ErrorCategory category, int status, int? retryAfter =
        null, bool mayHaveSucceeded = false) => new(category, status)
        {
            CanRetry = retryAfter is not null,
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MayHaveSucceeded = mayHaveSucceeded,
        };
}
