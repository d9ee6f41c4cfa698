using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Fallback;

/// <summary>
/// The settings of one operation: <c>Fallback:Operations:{name}</c>. A setting that is left out has the value from the
/// code.
/// </summary>
public sealed class FallbackOptions : IValidatableObject
{
    internal static readonly TimeSpan LongestStale = TimeSpan.FromDays(7);

    /// <summary>The section of the settings of all operations.</summary>
    public const string Section = "Fallback:Operations";

    /// <summary>
    /// The names of the strategies in the order in which they are tried. A strategy that always has a response can only
    /// be the last.
    /// </summary>
    /// <value>The default is the order in which the code adds them.</value>
    public string[]? Order { get; set; }

    /// <summary>The age up to which a cached response is returned without a call to the primary source.</summary>
    /// <value>The default is zero: the primary source is always called first. From zero to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FreshFor { get; set; }

    /// <summary>The age up to which a cached response is returned when the primary source fails.</summary>
    /// <value>The default is 300 seconds; from 1 second to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxStale { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>
    /// How long a caller waits for the primary source before the fallbacks are tried. The primary call continues in the
    /// background. If every fallback misses, its result is awaited.
    /// </summary>
    /// <value>The default is 1 second; from 1 millisecond to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SoftTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How much more recent a response of the same version has to be to replace the cached one. Until then the cached
    /// response keeps its older as-of time.
    /// </summary>
    /// <value>The default is 30 seconds; from zero to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many primary calls may continue in the background after all their callers took a fallback. The circuit
    /// breaker counts their outcome, and each holds a permit of the bulkhead. A fallback service has the same limit for
    /// its own calls.
    /// </summary>
    /// <value>The default is 3; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int MaxBackgroundCalls { get; set; } = 3;

    /// <summary>
    /// Whether a default value is harmless for this operation. If not, an order with the default strategy is rejected.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowDefault { get; set; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (FreshFor > TimeSpan.Zero && !Has(FallbackStrategies.Cache))
        {
            yield return new($"FreshFor is {FreshFor}, but there is no '{FallbackStrategies.Cache}' in the order: "
                + "remove FreshFor, or add the cache to Order.");
        }

        if (FreshFor > MaxStale)
        {
            yield return new(
                $"FreshFor ({FreshFor}) is longer than MaxStale ({MaxStale}): set it to MaxStale or less.");
        }

        if (Has(FallbackStrategies.Default) && !AllowDefault)
        {
            yield return new($"Order has '{FallbackStrategies.Default}', but AllowDefault is false: "
                + "set AllowDefault to true if the default value is harmless, or remove it from Order.");
        }
    }

    private bool Has(string strategy) => Order is not null && Order.Contains(strategy, StringComparer.Ordinal);
}
