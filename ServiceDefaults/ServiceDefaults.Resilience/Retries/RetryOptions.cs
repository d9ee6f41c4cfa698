using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Retries;

/// <summary>How one dependency is retried. The defaults are the guide's production profile.</summary>
public sealed class RetryOptions : IValidatableObject
{
    /// <summary>Whether anything is retried.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Tries in all, the first one included: 3 means at most two retries, 1 means none. (Polly counts only the retries.)</summary>
    /// <value>The default is 3; from 1 to 20, because nothing is retried for ever.</value>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The wait before the first retry.</summary>
    /// <value>The default is 1 second; from 0 to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The cap of every wait, those asked for by <c>Retry-After</c> included: a dependency that asks for more is not retried, its
    /// answer goes to the caller. Not below <see cref="BaseDelay"/>.
    /// </summary>
    /// <value>The default is 10 seconds; from 0 to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How the wait grows.</summary>
    /// <value>The default is <see cref="BackoffKind.Exponential"/>.</value>
    [EnumDataType(typeof(BackoffKind))]
    public BackoffKind Backoff { get; set; } = BackoffKind.Exponential;

    /// <summary>Whether waits are spread at random. Switch it off only where nobody else calls the dependency.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UseJitter { get; set; } = true;

    /// <summary>
    /// Whether an unsafe request (POST, PUT, PATCH, DELETE) that carries an <c>Idempotency-Key</c> is retried. Switch it on only when the
    /// dependency honours such keys. Without a key an unsafe request is never retried.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RetryWithIdempotencyKey { get; set; }

    /// <summary>
    /// What the exceptions of this dependency mean, in code only: whether one may be gone in a moment, or <see langword="null"/> to leave it to
    /// <see cref="IErrorClassifier"/>. It is asked for each failed attempt, so it has to be quick. Over HTTP an unsafe request is still retried only with a key.
    /// </summary>
    /// <value>The default is none.</value>
    [JsonIgnore]
    public Func<Exception, bool?>? IsTransient { get; set; }

    internal ClassifiedError? Judge(Exception exception, IErrorClassifier classifier, bool isSafe)
    {
        var error = classifier.Classify(exception, new(isSafe));
        return IsTransient?.Invoke(exception) is { } isTransient && error is not null ? error with { IsTransient = isTransient } : error;
    }

    /// <summary>How much of the traffic to the dependency may be retries.</summary>
    [ValidateObjectMembers]
    public RetryBudgetOptions Budget { get; set; } = new();

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (BaseDelay > MaxDelay)
        {
            yield return new($"BaseDelay is {BaseDelay} and MaxDelay is {MaxDelay}: "
                + "lower BaseDelay or raise MaxDelay, the cap of every wait.");
        }
    }
}
