using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits;

/// <summary>
/// The limits of incoming requests. The project ships the guide's numbers as the settings with the lowest precedence.
/// Changes apply without a restart.
/// </summary>
public sealed class InboundLimitsOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "InboundLimits";

    /// <summary>The name in <see cref="Services"/> whose windows apply to a service that is not listed.</summary>
    public const string DefaultService = "default";

    private const int MaxNameLength = 32;
    private const int MaxPolicies = 30;

    /// <summary>Whether incoming requests are limited.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// How many replicas of this service run. While Redis is unavailable, each allows its share of the limits: permits
    /// divided by replicas, but at least one.
    /// </summary>
    /// <value>The default is 1; from 1 to 1,000.</value>
    [Range(1, 1000)]
    public int Replicas { get; set; } = 1;

    /// <summary>
    /// How many callers of one tier this process counts separately. When all are active, further callers of that tier
    /// share one partition.
    /// </summary>
    /// <value>The default is 10,000; from 1 to 1,000,000.</value>
    [Range(1, 1_000_000)]
    public int MaxPartitions { get; set; } = 10_000;

    /// <summary>The tier of authenticated callers whose own tier is not in <see cref="Tiers"/>.</summary>
    /// <value>The default is <c>standard</c>.</value>
    [Required]
    public string DefaultTier { get; set; } = "standard";

    /// <summary>The tier of requests without an authenticated caller, each partition being an address.</summary>
    /// <value>The default is <c>anonymous</c>.</value>
    [Required]
    public string AnonymousTier { get; set; } = "anonymous";

    /// <summary>Whether and how the limits follow the errors of this process.</summary>
    [ValidateObjectMembers]
    public AdaptiveInboundOptions Adaptive { get; set; } = new();

    /// <summary>The limits by tier. See <c>ICallerContext.Tier</c>.</summary>
    /// <value>The default is <c>standard</c>, <c>anonymous</c> and <c>development</c>.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, InboundTierOptions> Tiers { get; } = new Dictionary<string, InboundTierOptions>(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The limits of <see cref="IInboundLimiter.ConsumeAsync"/>, by service.</summary>
    /// <value>The default is <c>default</c>: 60 a minute from a token bucket.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, InboundPolicyOptions> Services { get; } = new Dictionary<string, InboundPolicyOptions>(
        StringComparer.OrdinalIgnoreCase);

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        foreach (var (path, tier) in new[]
        {
            (nameof(DefaultTier), DefaultTier), (nameof(AnonymousTier), AnonymousTier)
        })
        {
            if (!Tiers.ContainsKey(tier ?? ""))
            {
                yield return new($"{path} is '{tier}'; it must be one of {string.Join(", ", Tiers.Keys)}.");
            }
        }

        if (!Services.ContainsKey(DefaultService))
        {
            yield return new($"Services has no '{DefaultService}': add it for services that are not listed.");
        }

        foreach (var (name, tier) in Tiers.Where(tier => tier.Value.Policies.Count > MaxPolicies))
        {
            yield return new($"Tiers:{name}:Policies has {tier.Policies.Count} policies; "
                + $"there must be at most {MaxPolicies}.");
        }

        foreach (var name in Names().Where(name => !IsToken(name)))
        {
            yield return new($"The name '{name}' of a tier, policy, window or service must have 1 to {MaxNameLength} "
                + "ASCII letters, digits and hyphens, because clients read it in a header.");
        }
    }

    private IEnumerable<string> Names() => Tiers.Keys.Concat(Services.Keys)
        .Concat(Tiers.Values.SelectMany(tier => tier.Policies.Keys))
        .Concat(Tiers.Values.SelectMany(tier => tier.Policies.Values).Concat(Tiers.Values).Concat(Services.Values)
            .SelectMany(policy => policy.Windows.Keys))
        .Distinct(StringComparer.Ordinal);

    private static bool IsToken(string name) => name.Length is > 0 and <= MaxNameLength
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
