using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ServiceDefaults.Settings;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The policies that endpoints name.</summary>
internal static class EndpointPolicies
{
    public static IReadOnlyList<string> Of(Endpoint? endpoint) =>
        endpoint?.Metadata.GetOrderedMetadata<InboundLimitMetadata>() switch
        {
            null or { Count: 0 } => [],
            { Count: 1 } one => one[0].Policies,
            var several => [.. several.SelectMany(metadata => metadata.Policies)],
        };

    /// <exception cref="SettingsException">An endpoint names a policy that no tier has.</exception>
    public static void Validate(EndpointDataSource endpoints, InboundLimitsOptions options)
    {
        var known = options.Tiers.Values.SelectMany(tier => tier.Policies.Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        foreach (var endpoint in endpoints.Endpoints)
        {
            if (Of(endpoint).FirstOrDefault(policy => !known.Contains(policy, StringComparer.OrdinalIgnoreCase))
                is { } unknown)
            {
                throw new SettingsException($"The endpoint '{endpoint.DisplayName}' has the inbound limit '{unknown}', "
                    + $"and no tier has such a policy: use one of {string.Join(", ", known)}, or add it to "
                    + $"{InboundLimitsOptions.Section}:{nameof(InboundLimitsOptions.Tiers)}:{{tier}}:"
                    + $"{nameof(InboundTierOptions.Policies)}.");
            }
        }
    }
}
