using System.ComponentModel.DataAnnotations;

namespace ServiceDefaults.InboundLimits;

/// <summary>
/// How the limits follow the errors that this process answers with while its capacity is exhausted. Each route class
/// (the routes of a policy, and all other routes) has a multiplier of its own, by which the permits of its windows are
/// multiplied.
/// </summary>
public sealed class AdaptiveInboundOptions : IValidatableObject
{
    /// <summary>Whether the limits are adapted.</summary>
    /// <value>The default is <see langword="false"/>: the multiplier is always 1.</value>
    public bool Enabled { get; set; }

    /// <summary>A set of values that replaces all other options, also <see cref="Enabled"/>.</summary>
    /// <value>The default is <see cref="AdaptiveInboundPreset.None"/>.</value>
    [EnumDataType(typeof(AdaptiveInboundPreset))]
    public AdaptiveInboundPreset Preset { get; set; }

    /// <summary>The share of errors above which the multiplier is decreased.</summary>
    /// <value>The default is 0.15, the guide's; from 0 to 1.</value>
    [Range(0.0, 1.0)]
    public double DecreaseAbove { get; set; } = 0.15;

    /// <summary>What a decrease multiplies by.</summary>
    /// <value>The default is 0.8, the guide's; from 0.1 to 0.99.</value>
    [Range(0.1, 0.99)]
    public double DecreaseFactor { get; set; } = 0.8;

    /// <summary>The share of errors below which the multiplier is increased.</summary>
    /// <value>The default is 0.05, the guide's; from 0 to 1, at most <see cref="DecreaseAbove"/>.</value>
    [Range(0.0, 1.0)]
    public double IncreaseBelow { get; set; } = 0.05;

    /// <summary>What an increase multiplies by.</summary>
    /// <value>The default is 1.1, the guide's; from 1.01 to 2.</value>
    [Range(1.01, 2.0)]
    public double IncreaseFactor { get; set; } = 1.1;

    /// <summary>The smallest multiplier.</summary>
    /// <value>The default is 0.5; from 0.01 to 1.</value>
    [Range(0.01, 1.0)]
    public double Floor { get; set; } = 0.5;

    /// <summary>The largest multiplier. Above 1 the configured limits are no limits any more.</summary>
    /// <value>The default is 1; from 1 to 10. The guide's is 2.</value>
    [Range(1.0, 10.0)]
    public double Cap { get; set; } = 1;

    /// <summary>The time between two decisions.</summary>
    /// <value>The default is 1 minute, the guide's; from 1 second to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The window over which errors are counted.</summary>
    /// <value>The default is 5 minutes, the guide's; from 1 second to 1 day.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The requests that a decrease needs: one failure of two requests is no error rate of 50 %.</summary>
    /// <value>The default is 20; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MinimumRequests { get; set; } = 20;

    // The guide's numbers are the defaults, except the cap.
    internal AdaptiveInboundOptions InForce => Preset == AdaptiveInboundPreset.Guide
        ? new() { Enabled = true, Cap = 2 }
        : this;

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (IncreaseBelow > DecreaseAbove)
        {
            yield return new($"IncreaseBelow is {IncreaseBelow} and DecreaseAbove is {DecreaseAbove}: no share of "
                + "errors may both increase and decrease the limits, so lower the first or raise the second.");
        }
    }
}

/// <summary>Sets of values for <see cref="AdaptiveInboundOptions"/>.</summary>
public enum AdaptiveInboundPreset
{
    /// <summary>The options as they are.</summary>
    None,

    /// <summary>
    /// The guide's: on, x 0.8 above 15 % errors, x 1.1 below 5 %, at most twice the limits, every minute over 5
    /// minutes. A healthy service allows twice its limits after 8 minutes.
    /// </summary>
    Guide,
}
