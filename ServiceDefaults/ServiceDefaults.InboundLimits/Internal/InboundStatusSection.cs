using ServiceDefaults.Monitoring;

namespace ServiceDefaults.InboundLimits.Internal;

/// <summary>The section <c>inboundLimits</c> of the status.</summary>
internal sealed class InboundStatusSection(IInboundLimiter limiter) : IStatusSection
{
    public string Name => "inboundLimits";

    public object Read() => limiter.GetStatistics();
}
