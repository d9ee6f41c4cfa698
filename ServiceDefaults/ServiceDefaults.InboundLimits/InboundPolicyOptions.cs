using Microsoft.Extensions.Options;

namespace ServiceDefaults.InboundLimits;

/// <summary>The windows of one policy. A request needs a permit of each of them.</summary>
public class InboundPolicyOptions
{
    /// <summary>The windows by name, such as <c>minute</c>. Clients read the names in <c>RateLimit</c>.</summary>
    /// <value>The default is none: no limit.</value>
    [ValidateEnumeratedItems]
    public IDictionary<string, InboundWindowOptions> Windows { get; } = new Dictionary<string, InboundWindowOptions>(
        StringComparer.OrdinalIgnoreCase);
}
