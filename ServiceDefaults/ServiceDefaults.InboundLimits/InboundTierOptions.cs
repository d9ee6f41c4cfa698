using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits;

/// <summary>
/// The limits of the callers of one tier: <see cref="InboundPolicyOptions.Windows"/> for every request, and further
/// windows for the routes of a policy.
/// </summary>
public sealed class InboundTierOptions : InboundPolicyOptions
{
    /// <summary>
    /// Windows by policy, in addition to those of every request. A route names its policy by
    /// <c>RequireInboundLimit</c>.
    /// </summary>
    /// <value>The default is none.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, InboundPolicyOptions> Policies { get; } = new Dictionary<string, InboundPolicyOptions>(
        StringComparer.OrdinalIgnoreCase);
}
