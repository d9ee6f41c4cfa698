using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>How calls to one dependency are retried. The defaults are the guide's production profile.</summary>
public sealed class RetryOptions : IValidatableObject
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);

    /// <summary>Whether failed calls are retried.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The maximum number of attempts, including the first: 3 means at most two retries, 1 means none. (Polly counts
    /// only the retries.)
    /// </summary>
    /// <value>The default is 3; from 1 to 20, so that retries always end.</value>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The delay before the first retry.</summary>
    /// <value>The default is 1 second; from 0 to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The cap of every delay, including one requested by <c>Retry-After</c>: if the dependency requests a longer
    /// delay, its response is returned without a retry. Not below <see cref="BaseDelay"/>.
    /// </summary>
    /// <value>The default is 10 seconds; from 0 to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How the delay grows.</summary>
    /// <value>The default is <see cref="BackoffKind.Exponential"/>.</value>
    [EnumDataType(typeof(BackoffKind))]
    public BackoffKind Backoff { get; set; } = BackoffKind.Exponential;

    /// <summary>
    /// Whether delays are randomized. Disable it only if this process is the dependency's only caller.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UseJitter { get; set; } = true;

    /// <summary>
    /// Whether an unsafe request (POST, PUT, PATCH, DELETE) with an <c>Idempotency-Key</c> is retried. Enable it only
    /// if the dependency honours such keys. Without a key an unsafe request is never retried.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RetryWithIdempotencyKey { get; set; }

    /// <summary>
    /// Overrides, in code only, whether an exception of this dependency is transient; <see langword="null"/> leaves the
    /// decision to <see cref="IErrorClassifier"/>. Called for each failed attempt, so it must be fast. Over HTTP an
    /// unsafe request is still retried only with a key.
    /// </summary>
    /// <value>The default is none.</value>
    [JsonIgnore]
    public Func<Exception, bool?>? IsTransient { get; set; }

    internal ClassifiedError? Judge(Exception exception, IErrorClassifier classifier, bool isSafe)
    {
        var error = classifier.Classify(exception, new(isSafe));
        return IsTransient?.Invoke(exception) is { } isTransient
            && error is not null ? error with { IsTransient = isTransient } : error;
    }

    /// <summary>The share of the traffic to the dependency that may be retries.</summary>
    [ValidateObjectMembers]
    public RetryBudgetOptions Budget { get; set; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (BaseDelay > MaxDelay && BaseDelay <= LongestDelay)
        {
            yield return new($"BaseDelay is {BaseDelay} and MaxDelay is {MaxDelay}: "
                + "set BaseDelay to MaxDelay or less, or raise MaxDelay.");
        }
    }
}
