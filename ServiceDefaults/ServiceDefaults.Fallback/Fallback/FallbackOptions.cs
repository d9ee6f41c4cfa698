using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.Fallback;

/// <summary>The numbers of one operation: <c>Fallback:Operations:{name}</c>. What the settings leave out is as the code has it.</summary>
public sealed class FallbackOptions : IValidatableObject
{
    /// <summary>The section of all operations.</summary>
    public const string Section = "Fallback:Operations";

    /// <summary>The names of the strategies in the order in which they are asked. One that always answers can only be the last.</summary>
    /// <value>The default is the order in which the code adds them.</value>
    public string[]? Order { get; set; }

    /// <summary>How old a copy may be to be given without asking the primary.</summary>
    /// <value>The default is zero: a primary that is well is always asked.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FreshFor { get; set; }

    /// <summary>How old a copy may be to be given when the primary fails.</summary>
    /// <value>The default is 300 seconds; from 1 second to 7 days.</value>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan MaxStale { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long the primary is waited for before the strategies are asked. It goes on, and if none of them knows anything it is waited for again.</summary>
    /// <value>The default is 1 second; from 1 millisecond to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SoftTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an unchanged answer is not kept again. Its copy then has the older as-of time.</summary>
    /// <value>The default is 30 seconds; from zero to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls of the primary may go on after everybody took something else instead. The circuit learns from their end; each holds a place in the bulkhead.</summary>
    /// <value>The default is 3; from 0 to 1,000.</value>
    [Range(0, 1000)]
    public int MaxAbandoned { get; set; } = 3;

    /// <summary>Whether a made-up answer does no harm. Without this no default value is taken.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsHarmless { get; set; }

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (FreshFor > TimeSpan.Zero && !Has(FallbackStrategies.Cache))
        {
            yield return new($"FreshFor is {FreshFor}, but there is no '{FallbackStrategies.Cache}' in the order: "
                + "leave FreshFor out, or add the cache.");
        }

        if (FreshFor > MaxStale)
        {
            yield return new($"FreshFor ({FreshFor}) is longer than MaxStale ({MaxStale}): nothing that old is kept.");
        }

        if (Has(FallbackStrategies.Default) && !IsHarmless)
        {
            yield return new($"'{FallbackStrategies.Default}' makes an answer up: "
                + "mark the operation harmless (IsHarmless) if that can do no harm, or leave it out.");
        }
    }

    private bool Has(string strategy) => Order is not null && Order.Contains(strategy, StringComparer.Ordinal);
}
