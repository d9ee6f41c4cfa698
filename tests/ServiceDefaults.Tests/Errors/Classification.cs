using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

/// <summary>The classifier as a host gets it.</summary>
internal static class Classification
{
    public static readonly IErrorClassifier Classifier = Create();

    public static IErrorClassifier Create(Action<IHostApplicationBuilder>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddErrors();
        configure?.Invoke(builder);
        return builder.Services.BuildServiceProvider().GetRequiredService<IErrorClassifier>();
    }

    /// <summary>What it says of an exception in an operation that writes and whose caller is still there.</summary>
    public static ClassifiedError Of(Exception exception) => Classifier.Classify(exception) ?? throw new InvalidOperationException("Taken for no error.");

    public static ClassifiedError Error(ErrorCategory category, int status, int? retryAfter = null, bool mayHaveSucceeded = false) => new(category, status)
    {
        CanRetry = retryAfter is not null,
        RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MayHaveSucceeded = mayHaveSucceeded,
    };
}
