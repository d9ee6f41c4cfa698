using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.InboundLimits;

/// <summary>One limit: how many permits in which period.</summary>
public sealed class InboundWindowOptions : IValidatableObject
{
    // Above this, the script in Redis would calculate with rounded numbers.
    private const double MaxBucketUnits = 9e15;

    /// <summary>Whether the window applies. Use it to switch off a window of the defaults.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>How permits are counted.</summary>
    /// <value>The default is <see cref="InboundLimitAlgorithm.SlidingWindow"/>.</value>
    [EnumDataType(typeof(InboundLimitAlgorithm))]
    public InboundLimitAlgorithm Algorithm { get; set; } = InboundLimitAlgorithm.SlidingWindow;

    /// <summary>Requests allowed per <see cref="Period"/>.</summary>
    /// <value>The default is 100; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int Permits { get; set; } = 100;

    /// <summary>The period for <see cref="Permits"/>.</summary>
    /// <value>The default is 1 minute; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests allowed at once after an idle time. Token bucket only.</summary>
    /// <value>The default is <see cref="Permits"/>; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int? Burst { get; set; }

    /// <summary>The same window with multiplied permits, at least one.</summary>
    internal InboundWindowOptions Multiply(double multiplier) => new()
    {
        Enabled = Enabled,
        Algorithm = Algorithm,
        Period = Period,
        Permits = Math.Max(1, (int)(Permits * multiplier)),
        Burst = Burst is null && multiplier < 1 || Algorithm != InboundLimitAlgorithm.TokenBucket
            ? null
            : (int)Math.Clamp((Burst ?? Permits) * multiplier, 1, MaxBucketUnits / Period.TotalMicroseconds),
    };

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Algorithm != InboundLimitAlgorithm.TokenBucket && Burst is { } burst)
        {
            yield return new($"Burst is {burst} and Algorithm is {Algorithm}: only a TokenBucket has a burst, "
                + "so remove Burst or set Algorithm to TokenBucket.");
        }

        if (Algorithm == InboundLimitAlgorithm.TokenBucket
            && (Burst ?? Permits) * Period.TotalMicroseconds > MaxBucketUnits)
        {
            yield return new($"Burst is {Burst ?? Permits} and Period is {Period}: their product must be at most "
                + $"{MaxBucketUnits / 1e6:N0} seconds, so lower the burst or shorten the period.");
        }
    }
}
