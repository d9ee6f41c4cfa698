using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace ServiceDefaults.RateLimiting.Internal;

/// <summary>A lease without a permit, with the time after which there may be one.</summary>
internal sealed class PermitRefusal(TimeSpan retryAfter) : RateLimitLease
{
    private static readonly string[] Names = [MetadataName.RetryAfter.Name];

    public override bool IsAcquired => false;

    public override IEnumerable<string> MetadataNames => Names;

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        var isKnown = string.Equals(metadataName, MetadataName.RetryAfter.Name, StringComparison.Ordinal);
        metadata = isKnown ? retryAfter : null;
        return isKnown;
    }
}
